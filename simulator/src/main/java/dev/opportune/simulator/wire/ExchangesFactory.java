package dev.opportune.simulator.wire;

import io.netty.channel.Channel;

/// Makes a connection's [Exchanges], once its provider's side is known.
@FunctionalInterface
interface ExchangesFactory {
    Exchanges create(Channel channel, ConnectionService service);
}
