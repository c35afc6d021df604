package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.event.EventRetention;
import dev.opportune.ratelimiter.redis.Packed;
import org.jspecify.annotations.Nullable;

/// That a user turned away soon after a push is counted (`refusals.lua`).
///
/// @param told how events are kept that tell of it; null: none does
record TurningAway(@Nullable EventRetention told) {

    private static final byte[] NOTHING = {};

    /// The scripts' argument, of an event as `Event` reads it, without what the script puts behind it.
    ///
    /// @param how null: it is not heard of
    static byte[] told(@Nullable TurningAway how, String user) {
        if (how == null || how.told == null) return NOTHING;
        var packed = new Packed();
        how.told.write(packed);
        return packed.put(Packed.within().array(7).put("r").put(user).bytes()).bytes();
    }
}
