package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.redis.ScriptReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The user of a send, as its words need it known, as of the lease.
///
/// @param attributesJson the user's attributes, or null
/// @param zone of the user's day, else the policy's: as `java.time` names it
public record Reader(
        @Nullable String attributesJson, @Nullable String locale, String zone) {

    /// At the end of a reply, from this place on; null: its send has no template.
    static @Nullable Reader read(List<Object> reply, int from) {
        if (reply.size() <= from) return null;
        return new Reader(
                orNull(ScriptReply.text(reply, from)),
                orNull(ScriptReply.text(reply, from + 1)),
                ScriptReply.text(reply, from + 2));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /// Never the attributes.
    @Override
    public String toString() {
        return "Reader[" + locale + " " + zone + "]";
    }
}
