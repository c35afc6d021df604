package dev.opportune.connectors;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// One app at one provider: its credentials, shared by all lanes.
public interface Provider {

    /// The app's name in the configuration.
    String app();

    Platform platform();

    /// The bytes that the message would have as a payload of this provider, to compare with [Platform#maxPayloadBytes].
    int payloadBytes(PushMessage message);

    /// A lane's connector. The first connection opens in the background.
    Connector connect(Lane lane);

    /// Releases what the lanes shared; their connectors are closed before.
    Future<Void> close();

    /// Where a connector lives.
    ///
    /// @param context the lane's Vert.x context, on `loop`'s thread
    /// @param loop the lane's event loop group, of one thread
    record Lane(Vertx vertx, Context context, EventLoopGroup loop) {}
}
