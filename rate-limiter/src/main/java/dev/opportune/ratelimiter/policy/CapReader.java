package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.Intent;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Reserve;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.yaml.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `caps` of a policy file.
final class CapReader {

    private final Set<String> categories;

    /// @param categories the names that a reserve may be for
    CapReader(Set<String> categories) {
        this.categories = categories;
    }

    Map<String, Cap> read(Map<String, Section> sections) {
        var caps = new LinkedHashMap<String, Cap>();
        sections.forEach((name, section) -> caps.put(name, cap(name, section)));
        return caps;
    }

    private Cap cap(String name, Section section) {
        section.known("limit", "window", "calendar", "reserve").require("limit");
        int limit = section.integer("limit", 1, PolicyFile.MAX_LIMIT).orElse(PolicyFile.MAX_LIMIT);
        var reserve = section.has("reserve") ? reserve(section.section("reserve"), limit) : Optional.<Reserve>empty();
        return new Cap(name, limit, window(section), reserve.orElse(null));
    }

    private static Window window(Section section) {
        if (section.has("window") && section.has("calendar")) {
            section.wrong("calendar", "window or calendar, not both");
        } else if (!section.has("calendar")) {
            section.require("window");
        }
        var calendar = section.oneOf("calendar", Window.Unit.class).map(Window.Calendar::new);
        if (calendar.isPresent()) return calendar.get();
        var length = section.text("window", "an ISO 8601 duration in whole seconds, PT1M to P31D", CapReader::length);
        return new Window.Rolling(length.orElse(PolicyFile.MIN_WINDOW));
    }

    private static Duration length(String text) {
        var length = Duration.parse(text);
        if (length.compareTo(PolicyFile.MIN_WINDOW) < 0
                || length.compareTo(PolicyFile.MAX_WINDOW) > 0
                || length.toNanosPart() != 0) {
            throw new IllegalArgumentException();
        }
        return length;
    }

    private Optional<Reserve> reserve(Section section, int limit) {
        section.known("places", "for").require("places", "for");
        var places = section.integer("places", 1, PolicyFile.MAX_LIMIT - 1);
        if (places.isPresent() && places.getAsInt() >= limit) section.wrong("places", "less than the limit, " + limit);
        var whom = section.section("for").known("categories", "intents");
        var names = whom.list("categories", "the name of a category", this::category)
                .orElse(List.of());
        var intents = whom.someOf("intents", Intent.class).orElse(List.of());
        if (section.has("for") && !whom.has("categories") && !whom.has("intents")) {
            section.wrong("for", "categories or intents");
        }
        if (places.isEmpty()) return Optional.empty();
        return Optional.of(new Reserve(places.getAsInt(), Set.copyOf(names), Set.copyOf(intents)));
    }

    private String category(String name) {
        if (!categories.contains(name)) throw new IllegalArgumentException();
        return name;
    }
}
