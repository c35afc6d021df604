package dev.opportune.gateway.json;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Localized;
import dev.opportune.connectors.ReservedNames;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `content`: from a request's body as it passes by, and from Redis, where it is kept as it came.
public final class ContentReader {

    static final Text PROSE = Text.prose();
    // Nothing but the payload's own bound of 4096 bytes applies to these.
    static final Text NAME = Text.id(Integer.MAX_VALUE);

    /// As many places as a text of the app's may have.
    private static final int MAX_LOC_ARGS = 10;

    private static final Shape CONTENT = Shape.of(
            "title",
            "body",
            "action",
            "image",
            "sound",
            "badge",
            "data",
            "ios",
            "android",
            "title_loc_key",
            "title_loc_args",
            "body_loc_key",
            "body_loc_args",
            "background");
    private static final Shape ACTION = Shape.of("label", "link");

    private static final String RESERVED =
            "a reserved name (expected: not opportune…, google…, gcm…, aps, from or message_type)";

    private ContentReader() {}

    /// Reads content that was read before, and found good.
    public static PushContent read(Buffer json) {
        return switch (JsonIn.read(json, ContentReader::read)) {
            case Parsed.Valid<PushContent>(PushContent content) -> content;
            case Parsed.Invalid<PushContent> bad ->
                throw new IllegalArgumentException("content: " + bad.errors() + " (expected: what was once valid)");
        };
    }

    /// Reads the value at hand; gives null when a fault was noted.
    public static @Nullable PushContent read(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String title = null;
        String body = null;
        PushContent.Action action = null;
        String image = null;
        String sound = null;
        Integer badge = null;
        Map<String, String> data = Map.of();
        PushContent.Ios ios = null;
        PushContent.Android android = null;
        String titleKey = null;
        List<String> titleArgs = List.of();
        String bodyKey = null;
        List<String> bodyArgs = List.of();
        boolean background = false;
        for (String name = in.nextMember(CONTENT); name != null; name = in.nextMember(CONTENT)) {
            switch (name) {
                case "title" -> title = in.string(PROSE);
                case "body" -> body = in.string(PROSE);
                case "action" -> action = action(in);
                case "image" -> image = in.string(NAME, HttpsUrl::checked);
                case "sound" -> sound = in.string(NAME);
                case "badge" -> badge = in.integer(0, Integer.MAX_VALUE);
                case "data" -> data = data(in);
                case "ios" -> ios = PlatformReader.ios(in);
                case "android" -> android = PlatformReader.android(in);
                case "title_loc_key" -> titleKey = in.string(NAME);
                case "title_loc_args" -> titleArgs = locArgs(in);
                case "body_loc_key" -> bodyKey = in.string(NAME);
                case "body_loc_args" -> bodyArgs = locArgs(in);
                case "background" -> background = in.isTrue();
            }
        }
        if (background) return background(in, data);
        needsKey(in, "title_loc_args", "title_loc_key");
        needsKey(in, "body_loc_args", "body_loc_key");
        if (isEmpty(title) && isEmpty(body) && titleKey == null && bodyKey == null) {
            // One that is there but no text has its fault already.
            boolean faulty = (title == null && in.had(CONTENT, "title"))
                    || (body == null && in.had(CONTENT, "body"))
                    || in.had(CONTENT, "title_loc_key")
                    || in.had(CONTENT, "body_loc_key");
            if (!faulty) in.error("has neither a title nor a body (expected: at least one)");
            return null;
        }
        return new PushContent.Notification(
                title,
                body,
                titleKey == null ? null : new Localized(titleKey, titleArgs),
                bodyKey == null ? null : new Localized(bodyKey, bodyArgs),
                action,
                image,
                sound,
                badge,
                data,
                ios,
                android);
    }

    /// All that is said besides `data` would be shown, or be about what is shown.
    private static @Nullable PushContent background(JsonIn in, Map<String, String> data) {
        for (String name : CONTENT.names()) {
            if (name.equals("background") || name.equals("data") || !in.had(CONTENT, name)) continue;
            in.error(name, "is about what is shown (expected: nothing but data with \"background\": true)");
        }
        if (data.isEmpty()) in.error("data", "has no members (expected: at least one with \"background\": true)");
        return data.isEmpty() ? null : new PushContent.Background(data);
    }

    private static void needsKey(JsonIn in, String args, String key) {
        if (in.had(CONTENT, args) && !in.had(CONTENT, key)) {
            in.error(args, "is there without " + key + " (expected: both, or neither)");
        }
    }

    private static List<String> locArgs(JsonIn in) throws IOException {
        var args = new ArrayList<String>(MAX_LOC_ARGS);
        var _ = in.array(MAX_LOC_ARGS, () -> {
            String arg = in.string(PROSE);
            if (arg != null) args.add(arg);
        });
        return List.copyOf(args);
    }

    private static PushContent.@Nullable Action action(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String label = null;
        String link = null;
        for (String name = in.nextMember(ACTION); name != null; name = in.nextMember(ACTION)) {
            switch (name) {
                case "label" -> label = in.string(PROSE);
                case "link" -> link = in.string(NAME);
            }
        }
        in.require(ACTION, "link");
        return link == null ? null : new PushContent.Action(label, link);
    }

    private static Map<String, String> data(JsonIn in) throws IOException {
        if (!in.beginObject()) return Map.of();
        var data = new LinkedHashMap<String, String>();
        var names = new HashSet<String>();
        for (String name = in.nextEntry(NAME, names); name != null; name = in.nextEntry(NAME, names)) {
            if (ReservedNames.reserve(name)) in.error(RESERVED);
            String value = in.string(PROSE);
            if (value != null) data.put(name, value);
        }
        return Collections.unmodifiableMap(data);
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
