package dev.opportune.connectors.wire;

import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A block of IP addresses, or one alone.
///
/// @param bits how many of the first address' bits all of them share
record Addresses(List<Byte> first, int bits) {

    /// This machine itself (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3).
    static final List<Addresses> LOOPBACK =
            List.of(new Addresses(List.of((byte) 127, (byte) 0, (byte) 0, (byte) 0), 8), loopback6());

    private static Addresses loopback6() {
        return new Addresses(bytes(NetUtil.createByteArrayFromIpAddressString("::1")), 128);
    }

    /// Reads `192.0.2.7`, `10.0.0.0/8` or either in IPv6; null when it is no address.
    static @Nullable Addresses parse(String text) {
        int slash = text.indexOf('/');
        var address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) return null;
        int all = address.length * 8;
        if (slash < 0) return new Addresses(bytes(address), all);
        String bits = text.substring(slash + 1);
        if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > all) return null;
        return new Addresses(bytes(address), Integer.parseInt(bits));
    }

    private static List<Byte> bytes(byte[] address) {
        var bytes = new Byte[address.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = address[i];
        return List.of(bytes);
    }

    /// Whether the host is an address, and one of these.
    boolean has(String host) {
        var address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null || address.length != first.size()) return false;
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((address[i / 8] & mask) != (first.get(i / 8) & mask)) return false;
        }
        return true;
    }
}
