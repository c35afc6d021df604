package dev.opportune.connectors.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// What the operating system has of what was written to a connection: bytes that left this process, and not yet this
/// machine. They would arrive however late the other side reads again, unless the connection ends before.
public final class Outflow {

    /// So much the system may keep unsent: more waits in this process, where each message's progress is known.
    private static final long MOST_UNSENT = 64 * 1024;

    /// `getsockopt(IPPROTO_TCP, TCP_INFO)`: linux/tcp.h, struct tcp_info.
    private static final int LENGTH = 148;

    private static final int UNACKNOWLEDGED_SEGMENTS = 24;
    private static final int UNSENT_BYTES = 144;
    private static final RawUnixChannelOption INFO = new RawUnixChannelOption("TCP_INFO", 6, 11, LENGTH);

    private Outflow() {}

    /// Has the system keep little of what it cannot send.
    public static void bound(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        }
    }

    /// Whether the other side's system has acknowledged all that was written; true as well where nobody can tell.
    ///
    /// @param channel null: there is none
    public static boolean isEmpty(@Nullable Channel channel) {
        if (!(channel instanceof EpollSocketChannel) || !channel.isOpen()) return true;
        ByteBuffer info = channel.config().getOption(INFO).order(ByteOrder.nativeOrder());
        return info.getInt(UNACKNOWLEDGED_SEGMENTS) == 0 && info.getInt(UNSENT_BYTES) == 0;
    }

    /// Closes at once, and what this machine has not sent by now is thrown away: TCP resets a socket that is closed
    /// without lingering. Harmless when repeated.
    public static void cut(Channel channel) {
        if (!channel.isOpen()) return;
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        // From the first handler on, since TLS would wait for its farewell to be written.
        var first = channel.pipeline().firstContext();
        var _ = first == null ? channel.close() : first.close();
    }
}
