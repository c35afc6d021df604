package dev.opportune.gateway.http.guard;

import dev.opportune.gateway.config.HttpConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// Guards the port that callers are served on. All lanes share one; thread-safe.
public final class Guard {

    private final Connections connections;
    private final Strangers strangers = new Strangers();
    private final GuardMetrics metrics;
    private final Map<EventLoop, LaneGuard> lanes = new ConcurrentHashMap<>();
    private final long unreadBytesOfALane;

    /// @param lanes how many there are
    public Guard(HttpConfig.Connections config, int lanes, MeterRegistry meters) {
        this.connections = new Connections(config, Descriptors.connections());
        this.metrics = new GuardMetrics(meters, connections);
        this.unreadBytesOfALane =
                Runtime.getRuntime().maxMemory() / GuardLimits.UNREAD_PART_OF_THE_HEAP / Math.max(1, lanes);
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

    LaneGuard lane(EventLoop loop) {
        return lanes.computeIfAbsent(loop, _ -> new LaneGuard(this, loop, unreadBytesOfALane));
    }

    /// A connection broke: counts it, when its client did not keep to the protocol. That it left is its own affair.
    public void broke(Throwable cause) {
        if (cause instanceof CodecException || cause instanceof Http2Exception || cause instanceof SSLException) {
            metrics.protocolError(cause);
        }
    }
}
