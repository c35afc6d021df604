package dev.opportune.gateway.json;

import dev.opportune.connectors.PushContent.Android;
import dev.opportune.connectors.PushContent.Interruption;
import dev.opportune.connectors.PushContent.Ios;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `ios` and `android` of a `content`.
final class PlatformReader {

    private static final Shape IOS =
            Shape.of("subtitle", "thread_id", "category", "sound", "mutable_content", "interruption", "relevance");
    private static final Shape ANDROID = Shape.of("channel", "color", "sound");
    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");

    private PlatformReader() {}

    static @Nullable Ios ios(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String subtitle = null;
        String threadId = null;
        String category = null;
        String sound = null;
        boolean mutableContent = false;
        Interruption interruption = null;
        Double relevance = null;
        for (String name = in.nextMember(IOS); name != null; name = in.nextMember(IOS)) {
            switch (name) {
                case "subtitle" -> subtitle = in.string(ContentReader.PROSE);
                case "thread_id" -> threadId = in.string(ContentReader.NAME);
                case "category" -> category = in.string(ContentReader.NAME);
                case "sound" -> sound = in.string(ContentReader.NAME);
                case "mutable_content" -> mutableContent = in.isTrue();
                case "interruption" -> interruption = in.string(ContentReader.NAME, PlatformReader::interruption);
                case "relevance" -> relevance = in.number(0, 1);
            }
        }
        return new Ios(subtitle, threadId, category, sound, mutableContent, interruption, relevance);
    }

    static @Nullable Android android(JsonIn in) throws IOException {
        if (!in.beginObject()) return null;
        String channel = null;
        String color = null;
        String sound = null;
        for (String name = in.nextMember(ANDROID); name != null; name = in.nextMember(ANDROID)) {
            switch (name) {
                case "channel" -> channel = in.string(ContentReader.NAME);
                case "color" -> color = in.string(ContentReader.NAME, PlatformReader::color);
                case "sound" -> sound = in.string(ContentReader.NAME);
            }
        }
        return new Android(channel, color, sound);
    }

    private static Interruption interruption(String word) {
        return switch (word) {
            case "passive" -> Interruption.PASSIVE;
            case "active" -> Interruption.ACTIVE;
            case "time_sensitive" -> Interruption.TIME_SENSITIVE;
            default ->
                throw new IllegalArgumentException(Quoted.of(word) + " (expected: passive, active or time_sensitive)");
        };
    }

    private static String color(String text) {
        if (COLOR.matcher(text).matches()) return text;
        throw new IllegalArgumentException(Quoted.of(text) + " (expected: a color such as \"#0080ff\")");
    }
}
