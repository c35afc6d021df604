package dev.opportune.ratelimiter.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Waits until a replica has what a lane has written to one server. Confined to the lane.
///
/// One WAIT is under way at a time, for all whose replies had come before it; what comes meanwhile goes
/// with the next. It is on a connection of its own, since it holds up whatever comes after it, and after
/// a PING, since it covers only what its own connection has seen: a server's whole history up to that PING.
/// A connection may lead to another server than before, so both must be of the same start of one.
final class Replication {

    /// Commands that wait at most; one more counts as not confirmed.
    static final int MOST_WAITING = RedisNode.MAX_PENDING;

    /// Rounds in which no replica has confirmed, one after another, before it is the server's trouble.
    private static final int IS_TROUBLE = 2;

    private final RedisNode link;
    private final ContextInternal context;
    private final long timeoutMs;
    private final Consumer<Fault> trouble;
    private List<Waiting> next = new ArrayList<>();
    private boolean underWay;
    private int failedRounds;

    private record Waiting(Promise<Void> promise, String server) {}

    /// @param link to the same server, for nothing else
    /// @param timeout in which a replica must confirm
    /// @param trouble hears when no replica does, again and again
    Replication(RedisNode link, ContextInternal context, Duration timeout, Consumer<Fault> trouble) {
        this.link = link;
        this.context = context;
        this.timeoutMs = timeout.toMillis();
        this.trouble = trouble;
    }

    Future<Void> whenConnected() {
        return link.whenConnected();
    }

    /// Whether what is written to this start of a server can be waited for.
    boolean isReadyFor(String server) {
        return link.isConnected() && link.server().equals(server);
    }

    /// Completes when a replica has all that this start of the server has replied to; fails with
    /// [StorageUnavailableException], which says that it has run, when none has in time.
    Future<Void> confirm(String server) {
        if (next.size() >= MOST_WAITING) return context.failedFuture(unconfirmed());
        Promise<Void> promise = context.promise();
        next.add(new Waiting(promise, server));
        if (!underWay) {
            underWay = true;
            context.nettyEventLoop().execute(this::round); // more replies may have come with this one
        }
        return promise.future();
    }

    private void round() {
        var group = next;
        next = new ArrayList<>();
        underWay = !group.isEmpty();
        if (!underWay) return;
        var server = link.isConnected() ? link.server() : "";
        var seen = link.call(RedisAsyncCommands::ping);
        var replicas = link.call(c -> c.waitForReplication(1, timeoutMs));
        var _ = Future.join(seen, replicas).onComplete(done -> {
            boolean has = done.succeeded() && replicas.result() >= 1;
            failedRounds = has ? 0 : failedRounds + 1;
            if (failedRounds >= IS_TROUBLE) trouble.accept(Fault.of(Trouble.UNREPLICATED));
            for (var waiting : group) {
                if (has && waiting.server.equals(server)) waiting.promise.tryComplete();
                else waiting.promise.tryFail(unconfirmed());
            }
            round();
        });
    }

    private static StorageUnavailableException unconfirmed() {
        return new StorageUnavailableException("no replica has confirmed it in time", true);
    }

    /// To be called often.
    ///
    /// @param readUpTo see [Unread]
    /// @param server that the lane writes to now; empty: to none
    void look(long readUpTo, String server) {
        link.loseOverdue(readUpTo);
        if (link.isConnected() && !server.isEmpty() && !link.server().equals(server)) link.leave();
    }

    void close() {
        link.close();
    }
}
