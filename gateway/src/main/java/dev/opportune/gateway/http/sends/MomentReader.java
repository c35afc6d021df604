package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.ratelimiter.Moment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/// Reads `moment`, on everybody's clock or on the user's.
final class MomentReader {

    private static final Shape MOMENT = Shape.of("clock", "from", "until", "ttl");
    private static final Text TIME = Text.id(64);

    private MomentReader() {}

    static @Nullable Moment read(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String clock = null;
        String from = null;
        String until = null;
        Duration ttl = null;
        for (String name = in.nextMember(MOMENT); name != null; name = in.nextMember(MOMENT)) {
            switch (name) {
                case "clock" -> clock = in.string(TIME, MomentReader::clock);
                case "from" -> from = in.string(TIME);
                case "until" -> until = in.string(TIME);
                case "ttl" -> ttl = in.string(TIME, MomentReader::ttl);
            }
        }
        if (in.had(MOMENT, "until") && in.had(MOMENT, "ttl")) {
            in.error("has until and ttl (expected: one of them)");
            return null;
        }
        if (from != null && ttl != null && ttl.isZero()) {
            in.error("ttl", "PT0S with from (expected: no from, since it is now or never)");
            return null;
        }
        // The clock may come last, and says how to read the others.
        return clock == null ? absolute(in, from, until, ttl) : local(in, from, until, ttl);
    }

    private static @Nullable Moment absolute(
            JsonIn in, @Nullable String from, @Nullable String until, @Nullable Duration ttl) {
        Instant start = time(in, "from", from, WireTime::instant);
        Instant end = time(in, "until", until, WireTime::instant);
        return isBackwards(in, start, end) ? null : new Moment.Absolute(start, end, ttl);
    }

    private static @Nullable Moment local(
            JsonIn in, @Nullable String from, @Nullable String until, @Nullable Duration ttl) {
        LocalDateTime start = time(in, "from", from, WireTime::local);
        LocalDateTime end = time(in, "until", until, WireTime::local);
        return isBackwards(in, start, end) ? null : new Moment.Local(start, end, ttl);
    }

    private static <T> @Nullable T time(JsonIn in, String member, @Nullable String text, JsonIn.Meaning<T> meaning) {
        if (text == null) return null;
        try {
            return meaning.of(text);
        } catch (IllegalArgumentException e) {
            in.error(member, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static <T extends Temporal> boolean isBackwards(JsonIn in, @Nullable T from, @Nullable T until) {
        if (from == null || until == null) return false;
        var length = Duration.between(from, until);
        if (length.isPositive() && length.compareTo(Limits.TTL) <= 0) return false;
        in.error("until", '"' + until.toString() + "\" (expected: after from, by at most P28D)");
        return true;
    }

    private static String clock(String word) {
        if (word.equals("user")) return word;
        throw new IllegalArgumentException(Quoted.of(word) + " (expected: user, or no clock)");
    }

    private static Duration ttl(String text) {
        var ttl = WireTime.duration(text);
        // A millisecond is the least that Redis' clock can tell; none at all is now or never.
        if ((ttl.isZero() || ttl.toMillis() > 0) && ttl.compareTo(Limits.TTL) <= 0) return ttl;
        throw new IllegalArgumentException(Quoted.of(text) + " (expected: PT0S, now or never, or PT0.001S to P28D)");
    }
}
