package dev.opportune.templates;

import dev.opportune.templates.Look.Android;
import dev.opportune.templates.Look.Interruption;
import dev.opportune.templates.Look.Ios;
import dev.opportune.yaml.Section;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what a content has besides words.
final class LookReader {

    private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");

    static Look read(Section section) {
        var badge = section.integer("badge", 0, Integer.MAX_VALUE);
        return new Look(
                text(section, "sound"),
                badge.isPresent() ? badge.getAsInt() : null,
                section.has("ios") ? ios(section.section("ios")) : null,
                section.has("android") ? android(section.section("android")) : null);
    }

    private static Ios ios(Section section) {
        section.known("subtitle", "thread_id", "category", "sound", "mutable_content", "interruption", "relevance");
        return new Ios(
                text(section, "thread_id"),
                text(section, "category"),
                text(section, "sound"),
                section.bool("mutable_content").orElse(false),
                section.oneOf("interruption", Interruption.class).orElse(null),
                section.written("relevance", LookReader::relevance).orElse(null));
    }

    private static Android android(Section section) {
        section.known("channel", "color", "sound");
        return new Android(
                text(section, "channel"),
                section.text("color", "a color such as \"#0080ff\"", LookReader::color)
                        .orElse(null),
                text(section, "sound"));
    }

    private static @Nullable String text(Section section, String key) {
        return section.text(key, "a text", it -> it).orElse(null);
    }

    private static String color(String text) {
        if (COLOR.matcher(text).matches()) return text;
        throw new IllegalArgumentException(text);
    }

    private static Double relevance(String text) {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 1) return number;
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(text + " (expected: 0 to 1)");
    }

    private LookReader() {}
}
