package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.redis.Unpacked;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One change of a user's preferences, as it is remembered.
///
/// @param at by Redis' clock
/// @param caller who recorded it
/// @param source where the user said so: `app`, `web`, …
public record PreferenceChange(Instant at, Of of, String caller, String source) {

    /// What was changed, and to what; null: the choice was forgotten.
    public sealed interface Of {
        record Promotional(@Nullable Boolean granted) implements Of {}

        record Category(String name, @Nullable Boolean granted) implements Of {}

        /// Whether it is measured what becomes of sends.
        record Measurement(@Nullable Boolean granted) implements Of {}

        record Cap(String name, @Nullable Integer limit) implements Of {}
    }

    static PreferenceChange read(byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        var at = Instant.ofEpochMilli(from.number());
        var what = from.text();
        var name = from.text();
        int value = from.smallNumber();
        var granted = value < 0 ? null : (Boolean) (value == 1);
        var of = switch (what) {
            case "p" -> new Of.Promotional(granted);
            case "m" -> new Of.Measurement(granted);
            case "c" -> new Of.Category(name, granted);
            case "k" -> new Of.Cap(name, value < 0 ? null : (Integer) value);
            default -> throw new IllegalStateException("an unknown change of preferences: " + what);
        };
        return new PreferenceChange(at, of, from.text(), from.text());
    }
}
