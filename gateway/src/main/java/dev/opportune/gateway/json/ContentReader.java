package dev.opportune.gateway.json;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.ReservedNames;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `content`: from a request's body as it passes by, and from Redis, where it is kept as it came.
public final class ContentReader {

    private static final Shape CONTENT =
            Shape.of("title", "body", "action", "image", "sound", "badge", "data", "ios", "android");
    private static final Shape ACTION = Shape.of("label", "link");
    private static final Shape IOS = Shape.of("subtitle", "thread_id", "category", "interruption", "relevance");
    private static final Shape ANDROID = Shape.of("channel", "color");

    private static final Text PROSE = Text.prose();
    // Nothing but the payload's own bound of 4096 bytes applies to these.
    private static final Text NAME = Text.id(Integer.MAX_VALUE);
    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final String RESERVED =
            "a reserved name (expected: not opportune…, google…, gcm…, aps, from or message_type)";

    private static final int MAX_PORT = 65_535;
    /// Hosts as browsers take them: a last label of digits alone would be an IPv4 address, and that the other way
    /// knows.
    private static final Pattern AUTHORITY = Pattern.compile(
            "([^@]*@)?([A-Za-z0-9_~-]+\\.)*(?![0-9]+\\.?(:|$))[A-Za-z0-9_~-]+\\.?(:(?<port>[0-9]{0,5}))?");

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
        for (String name = in.nextMember(CONTENT); name != null; name = in.nextMember(CONTENT)) {
            switch (name) {
                case "title" -> title = in.string(PROSE);
                case "body" -> body = in.string(PROSE);
                case "action" -> action = action(in);
                case "image" -> image = in.string(NAME, ContentReader::httpsUrl);
                case "sound" -> sound = in.string(NAME);
                case "badge" -> badge = in.integer(0, Integer.MAX_VALUE);
                case "data" -> data = data(in);
                case "ios" -> ios = ios(in);
                case "android" -> android = android(in);
            }
        }
        if (isEmpty(title) && isEmpty(body)) {
            // One that is there but no text has its fault already.
            boolean faulty = (title == null && in.had(CONTENT, "title")) || (body == null && in.had(CONTENT, "body"));
            if (!faulty) in.error("has neither a title nor a body (expected: at least one)");
            return null;
        }
        return new PushContent(title, body, action, image, sound, badge, data, ios, android);
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

    private static PushContent.@Nullable Ios ios(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String subtitle = null;
        String threadId = null;
        String category = null;
        PushContent.Interruption interruption = null;
        Double relevance = null;
        for (String name = in.nextMember(IOS); name != null; name = in.nextMember(IOS)) {
            switch (name) {
                case "subtitle" -> subtitle = in.string(PROSE);
                case "thread_id" -> threadId = in.string(NAME);
                case "category" -> category = in.string(NAME);
                case "interruption" -> interruption = in.string(NAME, ContentReader::interruption);
                case "relevance" -> relevance = in.number(0, 1);
            }
        }
        return new PushContent.Ios(subtitle, threadId, category, interruption, relevance);
    }

    private static PushContent.@Nullable Android android(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String channel = null;
        String color = null;
        for (String name = in.nextMember(ANDROID); name != null; name = in.nextMember(ANDROID)) {
            switch (name) {
                case "channel" -> channel = in.string(NAME);
                case "color" -> color = in.string(NAME, ContentReader::color);
            }
        }
        return new PushContent.Android(channel, color);
    }

    private static String httpsUrl(String text) {
        try {
            var url = new URI(text);
            // java.net.URI takes more than RFC 3986 has: other than ASCII.
            boolean isUri = url.toASCIIString().equals(text);
            if (isUri && "https".equalsIgnoreCase(url.getScheme()) && hasHost(url)) return text;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(Quoted.of(text) + " (expected: an https URL)", e);
        }
        throw new IllegalArgumentException(Quoted.of(text) + " (expected: an https URL)");
    }

    /// java.net.URI knows hosts as RFC 2396 had them; others, with `_` or a last label that begins with a digit, are
    /// the
    /// whole authority to it.
    private static boolean hasHost(URI url) {
        if (url.getHost() != null) return url.getPort() <= MAX_PORT;
        String authority = url.getRawAuthority();
        var other = authority == null ? null : AUTHORITY.matcher(authority);
        if (other == null || !other.matches()) return false;
        String port = other.group("port");
        return port == null || port.isEmpty() || Integer.parseInt(port) <= MAX_PORT;
    }

    private static PushContent.Interruption interruption(String word) {
        return switch (word) {
            case "passive" -> PushContent.Interruption.PASSIVE;
            case "active" -> PushContent.Interruption.ACTIVE;
            case "time_sensitive" -> PushContent.Interruption.TIME_SENSITIVE;
            default ->
                throw new IllegalArgumentException(Quoted.of(word) + " (expected: passive, active or time_sensitive)");
        };
    }

    private static String color(String text) {
        if (COLOR.matcher(text).matches()) return text;
        throw new IllegalArgumentException(Quoted.of(text) + " (expected: a color such as \"#0080ff\")");
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
