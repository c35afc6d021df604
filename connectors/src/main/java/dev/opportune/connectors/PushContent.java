package dev.opportune.connectors;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a push carries, in words that hold for every platform.
public sealed interface PushContent {

    /// The caller's own key-value pairs, in the caller's order.
    Map<String, String> data();

    /// What is shown. Absent members are null; at least a title or a body is there, as a text or by its key.
    ///
    /// @param titleLoc the title as the app itself words it: phones show it rather than the text, browsers the text
    /// @param bodyLoc the same of the body
    record Notification(
            @Nullable String title,
            @Nullable String body,
            @Nullable Localized titleLoc,
            @Nullable Localized bodyLoc,
            @Nullable Action action,
            @Nullable String image,
            @Nullable String sound,
            @Nullable Integer badge,
            Map<String, String> data,
            @Nullable Ios ios,
            @Nullable Android android)
            implements PushContent {

        public Notification {
            if (title == null && body == null && titleLoc == null && bodyLoc == null) {
                throw new IllegalArgumentException("content: has neither title nor body (expected: at least one)");
            }
        }

        /// The same with another body.
        public Notification withBody(@Nullable String other) {
            return new Notification(title, other, titleLoc, bodyLoc, action, image, sound, badge, data, ios, android);
        }

        /// Without the content, since a log may print it.
        @Override
        public String toString() {
            return "PushContent[]";
        }
    }

    /// What wakes the app for a moment and shows nothing.
    ///
    /// @param data not empty: it is all there is
    record Background(Map<String, String> data) implements PushContent {

        public Background {
            if (data.isEmpty()) throw new IllegalArgumentException("data: is empty (expected: at least one member)");
        }

        /// Without the content, since a log may print it.
        @Override
        public String toString() {
            return "PushContent[]";
        }
    }

    /// A text that the app keeps in its user's language.
    ///
    /// @param key its name there
    /// @param args what takes the place of the text's own places, in their order
    record Localized(String key, List<String> args) {}

    /// What a tap does.
    record Action(@Nullable String label, String link) {}

    /// What only Apple's platforms know.
    ///
    /// @param sound in place of the sound for all
    /// @param mutableContent whether the app's notification service extension runs; for an image it does anyway
    /// @param relevance 0 to 1
    record Ios(
            @Nullable String subtitle,
            @Nullable String threadId,
            @Nullable String category,
            @Nullable String sound,
            boolean mutableContent,
            @Nullable Interruption interruption,
            @Nullable Double relevance) {}

    /// What only Android knows.
    ///
    /// @param color `#rrggbb`
    /// @param sound in place of the sound for all
    record Android(
            @Nullable String channel,
            @Nullable String color,
            @Nullable String sound) {}

    /// Apple's interruption levels that need no entitlement of their own beyond time-sensitive.
    enum Interruption {
        PASSIVE,
        ACTIVE,
        TIME_SENSITIVE
    }
}
