package dev.opportune.templates;

import org.jspecify.annotations.Nullable;

/// What a content has besides words, as the wire contract names it.
///
/// @param sound for all platforms
public record Look(
        @Nullable String sound,
        @Nullable Integer badge,
        @Nullable Ios ios,
        @Nullable Android android) {

    /// Nothing of it.
    public static final Look NONE = new Look(null, null, null, null);

    /// What only Apple's platforms know; the subtitle is among the words.
    ///
    /// @param relevance 0 to 1
    public record Ios(
            @Nullable String threadId,
            @Nullable String category,
            @Nullable String sound,
            boolean mutableContent,
            @Nullable Interruption interruption,
            @Nullable Double relevance) {}

    /// What only Android knows.
    ///
    /// @param color `#rrggbb`
    public record Android(
            @Nullable String channel,
            @Nullable String color,
            @Nullable String sound) {}

    /// How much a push on Apple's platforms may disturb.
    public enum Interruption {
        PASSIVE,
        ACTIVE,
        TIME_SENSITIVE
    }
}
