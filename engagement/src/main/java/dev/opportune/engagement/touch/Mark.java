package dev.opportune.engagement.touch;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import org.jspecify.annotations.Nullable;

/// A mark of a touch (`touches.lua`).
///
/// @param word how it is counted
record Mark(int bit, String word) {

    private static final Mark RECEIVED_IOS = new Mark(1, "ri");
    private static final Mark RECEIVED_ANDROID = new Mark(2, "ra");
    private static final Mark OPENED = new Mark(4, "o");
    private static final Mark CLICKED = new Mark(8, "c");
    private static final Mark DISMISSED = new Mark(16, "x");

    static Mark of(Kind kind, @Nullable Platform platform) {
        return switch (kind) {
            case RECEIVED ->
                switch (platform) {
                    case IOS -> RECEIVED_IOS;
                    case ANDROID -> RECEIVED_ANDROID;
                    case null ->
                        throw new IllegalArgumentException("platform: none (expected: one, of what was received)");
                };
            case OPENED -> OPENED;
            case CLICKED -> CLICKED;
            case DISMISSED -> DISMISSED;
        };
    }
}
