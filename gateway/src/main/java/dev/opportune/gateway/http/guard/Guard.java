package dev.opportune.gateway.http.guard;

import dev.opportune.gateway.config.HttpConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/// Guards the port that services are served on, or that of apps' devices. All lanes share one; thread-safe.
public final class Guard {

    private final Connections connections;
    private final Strangers strangers = new Strangers();
    private final GuardMetrics metrics;
    private final Map<EventLoop, LaneGuard> lanes = new ConcurrentHashMap<>();
    private final long unreadBytesOfALane;
    private final int turnOfAll;
    private volatile boolean tellsCallersToLeave;

    private Guard(String listener, int turnOfAll, HttpConfig.Connections config, int lanes, MeterRegistry meters) {
        this.turnOfAll = turnOfAll;
        this.connections = new Connections(config, Descriptors.connections());
        this.metrics = new GuardMetrics(listener, meters, connections);
        this.unreadBytesOfALane =
                Runtime.getRuntime().maxMemory() / GuardLimits.UNREAD_PART_OF_THE_HEAP / Math.max(1, lanes);
    }

    /// That of services' port.
    ///
    /// @param lanes how many there are
    public Guard(HttpConfig.Connections config, int lanes, MeterRegistry meters) {
        this("http", GuardLimits.TURN_OF_ALL, config, lanes, meters);
    }

    /// That of the port of apps' devices, which has less of each turn of a lane.
    ///
    /// @param lanes how many there are
    public static Guard ofApps(HttpConfig.Connections config, int lanes, MeterRegistry meters) {
        return new Guard("ingest", GuardLimits.TURN_OF_ALL_OF_APPS, config, lanes, meters);
    }

    Connections connections() {
        return connections;
    }

    Strangers strangers() {
        return strangers;
    }

    GuardMetrics metrics() {
        return metrics;
    }

    /// What all its connections may use of one turn of a lane.
    int turnOfAll() {
        return turnOfAll;
    }

    LaneGuard lane(EventLoop loop) {
        return lanes.computeIfAbsent(loop, _ -> new LaneGuard(this, loop, unreadBytesOfALane));
    }

    /// How long what is served now on a lane's event loop waited for its turn there, in nanoseconds. On that loop.
    public LongSupplier waitedNanos(EventLoop loop) {
        return lane(loop)::waitedNanos;
    }

    /// From now on callers are told to go elsewhere, while all that they ask is answered. May be called on any thread.
    public void tellCallersToLeave() {
        tellsCallersToLeave = true;
        lanes.forEach((loop, lane) -> loop.execute(lane.farewells()::begin));
    }

    boolean tellsCallersToLeave() {
        return tellsCallersToLeave;
    }

    /// Ends each connection as soon as nothing is under way on it; completes when all are closed. May be called on any
    /// thread, after [#tellCallersToLeave], when no more connections come.
    public Future<Void> endConnections() {
        var ends = new ArrayList<Future<Void>>();
        lanes.forEach((loop, lane) -> {
            Promise<Void> ended = Promise.promise();
            loop.execute(() -> lane.farewells().end().onComplete(ended));
            ends.add(ended.future());
        });
        return Future.join(ends).mapEmpty();
    }

    /// A connection broke: counts it, when its client did not keep to the protocol. That it left is its own affair.
    public void broke(Throwable cause) {
        if (cause instanceof CodecException || cause instanceof Http2Exception || cause instanceof SSLException) {
            metrics.protocolError(cause);
        }
    }
}
