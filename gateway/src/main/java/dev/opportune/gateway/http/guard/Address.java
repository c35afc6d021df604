package dev.opportune.gateway.http.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// Where a connection comes from: an IPv4 address, or the 64 bits of an IPv6 one that are given to a site.
///
/// @param bits of the address
record Address(long bits) {

    static Address of(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? of(inet.getAddress())
                : new Address(-1);
    }

    static Address of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return new Address(
                bytes.remaining() == Integer.BYTES ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong());
    }
}
