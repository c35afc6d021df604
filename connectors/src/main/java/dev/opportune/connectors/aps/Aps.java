package dev.opportune.connectors.aps;

import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushContent.Localized;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.wire.JsonBytes;
import org.jspecify.annotations.Nullable;

/// Writes `aps` by Apple's "Generating a remote notification".
public final class Aps {

    private static final String ACTIVE = "active";
    private static final String TIME_SENSITIVE = "time-sensitive";

    private Aps() {}

    /// All of what is shown.
    ///
    /// @param measured whether the app's notification service extension is to run, so that it can report it
    public static void writeWhole(JsonBytes json, Notification content, Urgency urgency, boolean measured) {
        json.open("aps");
        writeAlert(json, content);
        writeRest(json, content, urgency, measured);
        json.close();
    }

    /// What a notification of Firebase's has no words for, in a `payload` of its own; nothing when it says all.
    public static void writeRemainder(JsonBytes json, Notification content, Urgency urgency) {
        int before = json.length();
        json.open("payload").open("aps");
        int empty = json.length();
        if (alertSaysMore(content)) writeAlert(json, content);
        writeRest(json, content, urgency, false);
        if (json.length() == empty) {
            json.backTo(before);
        } else {
            json.close().close();
        }
    }

    /// What wakes the app: no alert, no sound, no badge ("Pushing background updates to your App").
    public static void writeBackground(JsonBytes json) {
        json.open("aps").number("content-available", 1).close();
    }

    /// Whether the alert is more than a title and a body.
    public static boolean alertSaysMore(Notification content) {
        Ios ios = content.ios();
        return content.titleLoc() != null || content.bodyLoc() != null || (ios != null && ios.subtitle() != null);
    }

    /// "Specify this key instead of the title key", says Apple of `title-loc-key`: so never both.
    private static void writeAlert(JsonBytes json, Notification content) {
        Ios ios = content.ios();
        Localized title = content.titleLoc();
        Localized body = content.bodyLoc();
        json.open("alert");
        if (title == null) json.text("title", content.title());
        else json.text("title-loc-key", title.key()).texts("title-loc-args", title.args());
        json.text("subtitle", ios == null ? null : ios.subtitle());
        if (body == null) json.text("body", content.body());
        else json.text("loc-key", body.key()).texts("loc-args", body.args());
        json.close();
    }

    private static void writeRest(JsonBytes json, Notification content, Urgency urgency, boolean measured) {
        Ios ios = content.ios();
        json.text("sound", ios == null || ios.sound() == null ? content.sound() : ios.sound());
        Integer badge = content.badge();
        if (badge != null) json.number("badge", badge);
        if (ios != null) json.text("thread-id", ios.threadId()).text("category", ios.category());
        json.text("interruption-level", level(ios == null ? null : ios.interruption(), urgency));
        Double relevance = ios == null ? null : ios.relevance();
        if (relevance != null) json.decimal("relevance-score", relevance);
        // The app's notification service extension fetches the image, and runs for mutable content alone.
        boolean mutable = measured || content.image() != null || (ios != null && ios.mutableContent());
        if (mutable) json.number("mutable-content", 1);
    }

    /// Time-sensitive only where the category asks for it; the content may make less of it, never more.
    private static @Nullable String level(@Nullable Interruption asked, Urgency urgency) {
        boolean timeSensitive = urgency == Urgency.TIME_SENSITIVE;
        if (asked == null) return timeSensitive ? TIME_SENSITIVE : null;
        return switch (asked) {
            case PASSIVE -> "passive";
            case ACTIVE -> ACTIVE;
            case TIME_SENSITIVE -> timeSensitive ? TIME_SENSITIVE : ACTIVE;
        };
    }
}
