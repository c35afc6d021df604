package dev.opportune.gateway.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses everybody may reach: none of a network of one's own, of this machine, or by which clouds tell
/// secrets
/// to their machines, in whatever form (IANA's registries of special-purpose addresses).
final class PublicAddress {

    private static final List<Block> NOT_V4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10", // carriers', and where one cloud has its metadata
            "127.0.0.0/8",
            "168.63.129.16/32", // another's
            "169.254.0.0/16", // link-local, and the others'
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /// Of those alone addresses are given to be reached by all.
    private static final Block UNICAST_V6 = Block.of("2000::/3");

    /// Teredo, 6to4 and what else leads to an IPv4 address that this one does not show.
    private static final List<Block> NOT_V6 = blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// Where NAT64 puts the IPv4 address last.
    private static final Block NAT64 = Block.of("64:ff9b::/96");

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    private PublicAddress() {}

    private record Block(byte[] network, int bits) {
        static Block of(String text) {
            int slash = text.indexOf('/');
            try {
                var address = InetAddress.getByName(text.substring(0, slash)); // a literal: nobody is asked
                return new Block(address.getAddress(), Integer.parseInt(text.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(text, e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != network.length) return false;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((address[bit >> 3] ^ network[bit >> 3]) & mask) != 0) return false;
            }
            return true;
        }
    }

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::of).toList();
    }

    static boolean is(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) return isV4(bytes);
        if (isMapped(bytes) || NAT64.has(bytes)) return isV4(Arrays.copyOfRange(bytes, V6_BYTES - V4_BYTES, V6_BYTES));
        return UNICAST_V6.has(bytes) && NOT_V6.stream().noneMatch(it -> it.has(bytes));
    }

    private static boolean isV4(byte[] bytes) {
        return NOT_V4.stream().noneMatch(it -> it.has(bytes));
    }

    /// `::ffff:a.b.c.d`, of which Java itself makes the IPv4 address that it stands for nearly everywhere.
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) return false;
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }
}
