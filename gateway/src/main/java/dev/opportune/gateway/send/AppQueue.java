package dev.opportune.gateway.send;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.Standing;
import dev.opportune.gateway.send.limit.DrainRate;
import dev.opportune.ratelimiter.SendClass;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What waits in a lane for room at one app's connector: class first, then earliest deadline, then first come; those
/// for proven device tokens beside those for unproven ones, which the connector may hold up. Confined to the lane.
final class AppQueue {

    private static final Comparator<Attempt> ORDER = Comparator.<Attempt, SendClass>comparing(a -> a.send.sendClass)
            .thenComparingLong(a -> a.send.deadlineMillis)
            .thenComparingLong(a -> a.order);

    /// So many more than could begin in time are counted, so that it costs little to say no.
    private static final int COUNTED_BEYOND = 500;

    private final Connector connector;
    private final int most;
    private final Map<Standing, NavigableSet<Attempt>> waiting = new EnumMap<>(Standing.class);
    private final DrainRate drain = new DrainRate(System.nanoTime());
    private int size;
    private long arrivals;
    private boolean pumping;

    /// @param most attempts that may wait here
    AppQueue(Connector connector, int most) {
        this.connector = connector;
        this.most = most;
        for (var standing : Standing.values()) waiting.put(standing, new TreeSet<>(ORDER));
    }

    boolean isFull() {
        return size >= most;
    }

    void add(Attempt attempt) {
        attempt.order = arrivals++;
        of(attempt.standing()).add(attempt);
        size++;
    }

    /// False when it was not waiting here.
    boolean remove(Attempt attempt) {
        boolean removed = of(attempt.standing()).remove(attempt);
        if (removed) size--;
        return removed;
    }

    /// How long, at least, one of this class with this deadline would wait here, by what goes before it
    /// and how fast that has gone of late; 0: it would begin in time, or nobody knows.
    ///
    /// @param leftMillis until its deadline
    long waitBeyond(SendClass sendClass, long deadlineMillis, long leftMillis) {
        if (!drain.isKnown()) return 0;
        long inTime = drain.in(leftMillis);
        if (size <= inTime) return 0;
        long before = 0;
        for (var standing : waiting.values()) {
            for (var attempt : standing) {
                int order = attempt.send.sendClass.compareTo(sendClass);
                boolean isAfter = order > 0 || (order == 0 && attempt.send.deadlineMillis > deadlineMillis);
                if (isAfter || before > inTime + COUNTED_BEYOND) break;
                before++;
            }
        }
        return before > inTime ? drain.millisFor(before) : 0;
    }

    /// Every now and then.
    void look(long nowNanos) {
        drain.look(size == 0, connector.limit() == 0, nowNanos);
    }

    /// The first, whatever room there is; null when nothing waits.
    @Nullable
    Attempt poll() {
        return take(first(of(Standing.PROVEN), of(Standing.UNPROVEN)));
    }

    /// Hands over as much as the connector has room for, and the rest when it has again. Not re-entered: an attempt
    /// that is over at once must not begin the next one on top of its own stack.
    void pump(Consumer<Attempt> deliver) {
        if (pumping) return;
        pumping = true;
        try {
            for (var next = nextWithRoom(); next != null; next = nextWithRoom()) {
                drain.left(size == 0);
                deliver.accept(next);
            }
        } finally {
            pumping = false;
        }
        if (size > 0) connector.whenRoom(() -> pump(deliver));
    }

    private @Nullable Attempt nextWithRoom() {
        return take(first(withRoom(Standing.PROVEN), withRoom(Standing.UNPROVEN)));
    }

    private @Nullable NavigableSet<Attempt> withRoom(Standing standing) {
        return !of(standing).isEmpty() && connector.room(standing) > 0 ? of(standing) : null;
    }

    private static @Nullable Attempt first(@Nullable NavigableSet<Attempt> one, @Nullable NavigableSet<Attempt> other) {
        if (one == null || one.isEmpty()) return other == null || other.isEmpty() ? null : other.first();
        if (other == null || other.isEmpty()) return one.first();
        return ORDER.compare(one.first(), other.first()) <= 0 ? one.first() : other.first();
    }

    private @Nullable Attempt take(@Nullable Attempt attempt) {
        return attempt != null && remove(attempt) ? attempt : null;
    }

    private NavigableSet<Attempt> of(Standing standing) {
        return Objects.requireNonNull(waiting.get(standing));
    }
}
