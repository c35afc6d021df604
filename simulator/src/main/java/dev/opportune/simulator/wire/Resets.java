package dev.opportune.simulator.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/// Cuts a connection off without a word.
final class Resets {

    private Resets() {}

    /// Sends TCP RST: a linger of 0, and a close below TLS and HTTP/2, which would say goodbye. On the channel's event
    /// loop.
    static void reset(Channel channel) {
        if (!channel.isOpen()) return;
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().close(channel.newPromise());
    }
}
