package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Presence;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions that this lane looks after. The lanes of all gateways share them, so that looking costs Redis
/// no more with many gateways than with one: each tells Redis ten times in a lease that it is there, and counts
/// as present for half of one. Confined to the lane.
///
/// What is ready in the partitions of a lane without room is taken up by those that have some, which share them
/// in the same way. While Redis cannot say who is there, each gateway looks after all partitions, its lanes after
/// equal parts. For a moment two lanes may look after one partition, for a claim is atomic; and after a lane's
/// death none, until it counts as present no more.
final class Share {

    private static final Logger LOG = LoggerFactory.getLogger(Share.class);

    private static final int TOLD_IN_A_LEASE = 10;

    private final Vertx vertx;
    private final SendStore store;
    private final BooleanSupplier hasRoom;
    private final Duration stay;
    private final Part alone;
    private final long timer;
    private Presence.Fleet fleet = new Presence.Fleet(List.of(), List.of());
    private Part part;
    private long heardNanos;
    private boolean telling;
    private boolean closed;

    /// What falls to a lane.
    ///
    /// @param own partitions of which it alone tells what waits there
    /// @param looked in rising order: its own, and those of full lanes that fall to it
    record Part(Set<Integer> own, List<Integer> looked) {

        Part(List<Integer> looked) {
            this(Set.copyOf(looked), looked);
        }
    }

    /// @param hasRoom whether the lane would take sends up
    Share(SendingLane lane, BooleanSupplier hasRoom) {
        this.vertx = lane.vertx();
        this.store = lane.store();
        this.hasRoom = hasRoom;
        this.stay = lane.limits().lease().dividedBy(2);
        this.alone = new Part(IntStream.range(0, store.partitions())
                .filter(p -> p % lane.lanes() == lane.number())
                .boxed()
                .toList());
        this.part = alone;
        long every = Math.max(1, lane.limits().lease().toMillis() / TOLD_IN_A_LEASE);
        this.timer = vertx.setPeriodic(1, every, _ -> tell());
    }

    Part part() {
        boolean knowsOthers = System.nanoTime() - heardNanos < stay.toNanos();
        return fleet.lanes().isEmpty() || !knowsOthers ? alone : part;
    }

    /// Leaves them to others. Completes when these can know; never fails.
    Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        return store.absent().<Void>mapEmpty().otherwiseEmpty();
    }

    private void tell() {
        if (telling || closed) return;
        telling = true;
        long calledNanos = System.nanoTime();
        store.present(stay, hasRoom.getAsBoolean()).onComplete(done -> {
            telling = false;
            if (done.succeeded()) heard(done.result(), calledNanos);
            else if (!(done.cause() instanceof StorageUnavailableException)) {
                LOG.error("the lanes that are present are not known", done.cause());
            }
        });
    }

    private void heard(Presence.Fleet now, long calledNanos) {
        heardNanos = calledNanos;
        if (now.equals(fleet)) return;
        fleet = now;
        part = Shares.of(store.owner(), now, store.partitions());
        LOG.debug(
                "{} looks after {} partitions, with {}",
                store.owner(),
                part.looked().size(),
                now);
    }
}
