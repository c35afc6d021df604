package dev.opportune.gateway.words;

import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import dev.opportune.connectors.PushContent.Notification;
import dev.opportune.connectors.ReservedNames;
import dev.opportune.gateway.json.HttpsUrl;
import dev.opportune.templates.Look;
import dev.opportune.templates.Rendering.Rendered;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template has written, as the content of a push. What no content may have is left out: it came of a param
/// or an
/// attribute, and the rest is worth showing.
final class Contents {

    /// Of a member beside its value: names, quotes, and what keeps it from the next.
    private static final int MEMBER_BYTES = 24;

    private Contents() {}

    static Notification of(Rendered said) {
        var action = said.action();
        return new Notification(
                said.title(),
                said.body(),
                null,
                null,
                action == null || action.link().isEmpty() ? null : new Action(action.label(), action.link()),
                image(said.image()),
                said.look().sound(),
                said.look().badge(),
                data(said.data()),
                ios(said),
                android(said.look().android()));
    }

    private static @Nullable String image(@Nullable String link) {
        return link != null && HttpsUrl.isOne(link) ? link : null;
    }

    private static Map<String, String> data(Map<String, String> said) {
        if (said.isEmpty()) return Map.of();
        var data = new LinkedHashMap<String, String>();
        said.forEach((name, value) -> {
            if (!ReservedNames.reserve(name)) data.put(name, value);
        });
        return Collections.unmodifiableMap(data);
    }

    private static @Nullable Ios ios(Rendered said) {
        var look = said.look().ios();
        if (look == null && said.subtitle() == null) return null;
        return look == null
                ? new Ios(said.subtitle(), null, null, null, false, null, null)
                : new Ios(
                        said.subtitle(),
                        look.threadId(),
                        look.category(),
                        look.sound(),
                        look.mutableContent(),
                        interruption(look.interruption()),
                        look.relevance());
    }

    private static @Nullable Interruption interruption(Look.@Nullable Interruption said) {
        return switch (said) {
            case null -> null;
            case PASSIVE -> Interruption.PASSIVE;
            case ACTIVE -> Interruption.ACTIVE;
            case TIME_SENSITIVE -> Interruption.TIME_SENSITIVE;
        };
    }

    private static @Nullable Android android(Look.@Nullable Android look) {
        return look == null ? null : new Android(look.channel(), look.color(), look.sound());
    }

    /// No more bytes has the content's JSON.
    static int mostBytes(Notification content) {
        int bytes = of(content.title()) + of(content.body()) + of(content.image()) + of(content.sound());
        var action = content.action();
        if (action != null) bytes += of(action.label()) + of(action.link());
        for (var entry : content.data().entrySet()) bytes += of(entry.getKey()) + of(entry.getValue());
        var ios = content.ios();
        if (ios != null) bytes += of(ios.subtitle()) + of(ios.threadId()) + of(ios.category()) + of(ios.sound()) + 64;
        var android = content.android();
        if (android != null) bytes += of(android.channel()) + of(android.color()) + of(android.sound());
        return bytes + 2 * MEMBER_BYTES;
    }

    private static int of(@Nullable String text) {
        if (text == null) return 0;
        int bytes = MEMBER_BYTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
        }
        return bytes;
    }
}
