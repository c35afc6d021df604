package dev.opportune.simulator.behaviour;

import dev.opportune.simulator.record.Provider;

/// A share of the device tokens of one provider, all refused with one reason. Which ones, a hash of the device token
/// and the reason decides: no list is kept, the same ones are in it in every run, and shares of several reasons are
/// independent of each other.
///
/// @param reason whose provider's pushes are refused
/// @param fraction from 0 to 1, of all device tokens that there could be
public record DeviceShare(Reason reason, double fraction) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final double RANGE = 0x1p53;

    public DeviceShare {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction: " + fraction + " (expected: 0 to 1)");
        }
    }

    /// Whether a device token of the reason's provider is one of them.
    public boolean holds(String deviceToken) {
        return spread(hash(hash(FNV_OFFSET, reason.wireName()), deviceToken)) < fraction;
    }

    Provider provider() {
        return reason.provider();
    }

    /// FNV-1a, over characters.
    private static long hash(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        return hash;
    }

    /// Evenly in 0 to 1, by the finisher of MurmurHash3: FNV's high bits alone are not even for short texts.
    private static double spread(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        mixed ^= mixed >>> 33;
        return (double) (mixed >>> 11) / RANGE;
    }
}
