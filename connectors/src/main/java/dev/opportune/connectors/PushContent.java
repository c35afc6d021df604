package dev.opportune.connectors;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a push shows, in words that hold for every platform. Absent members are null; at least a title or a body is
/// there.
///
/// @param data the caller's own key-value pairs, in the caller's order
public record PushContent(
        @Nullable String title,
        @Nullable String body,
        @Nullable Action action,
        @Nullable String image,
        @Nullable String sound,
        @Nullable Integer badge,
        Map<String, String> data,
        @Nullable Ios ios,
        @Nullable Android android) {

    public PushContent {
        if (title == null && body == null) {
            throw new IllegalArgumentException("content: has neither title nor body (expected: at least one)");
        }
    }

    /// Without the content, since a log may print it.
    @Override
    public String toString() {
        return "PushContent[]";
    }

    /// What a tap does.
    public record Action(@Nullable String label, String link) {}

    /// What only Apple's platforms know.
    ///
    /// @param relevance 0 to 1
    public record Ios(
            @Nullable String subtitle,
            @Nullable String threadId,
            @Nullable String category,
            @Nullable Interruption interruption,
            @Nullable Double relevance) {}

    /// What only Android knows.
    ///
    /// @param color `#rrggbb`
    public record Android(
            @Nullable String channel, @Nullable String color) {}

    /// Apple's interruption levels that need no entitlement of their own beyond time-sensitive.
    public enum Interruption {
        PASSIVE,
        ACTIVE,
        TIME_SENSITIVE
    }
}
