package dev.opportune.connectors.aps;

import dev.opportune.connectors.wire.Digest;

/// A collapse id as `apns-collapse-id` can carry it: at most 64 bytes ("Sending notification requests to APNs")
/// of what an HTTP field may hold (RFC 9110, 5.5). Any other is replaced by a digest of it, so that equal ids
/// stay equal and different ones different: Netty would write every character beyond Latin-1 as `?`.
public final class CollapseId {

    private static final int MAX_BYTES = 64;

    private CollapseId() {}

    public static String of(String id) {
        return fits(id) ? id : Digest.of(id);
    }

    private static boolean fits(String id) {
        if (id.isEmpty() || id.length() > MAX_BYTES) return false;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 0x7f) return false;
        }
        return true;
    }
}
