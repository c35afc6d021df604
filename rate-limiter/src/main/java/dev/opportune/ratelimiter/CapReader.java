package dev.opportune.ratelimiter;

import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Reserve;
import dev.opportune.ratelimiter.Policy.Window;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the `caps` of a policy file.
final class CapReader {

    private final Set<String> categories;
    private final PolicyProblems problems;

    /// @param categories the names that a reserve may be for
    CapReader(Set<String> categories, PolicyProblems problems) {
        this.categories = categories;
        this.problems = problems;
    }

    Map<String, Cap> read(Map<String, YamlNode> nodes) {
        var caps = new LinkedHashMap<String, Cap>();
        nodes.forEach((name, node) -> caps.put(name, cap(name, node)));
        return caps;
    }

    private Cap cap(String name, YamlNode node) {
        var section = PolicySection.of("caps." + name, node, problems, "limit", "window", "calendar", "reserve");
        section.require("limit");
        int limit = section.integer("limit", 1, PolicyFile.MAX_LIMIT).orElse(PolicyFile.MAX_LIMIT);
        var reserve = section.section("reserve", "places", "for").flatMap(below -> reserve(below, limit));
        return new Cap(name, limit, window(section), reserve.orElse(null));
    }

    private static Window window(PolicySection section) {
        if (section.has("window") && section.has("calendar")) {
            section.wrong("calendar", "expected: window or calendar, not both");
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

    private Optional<Reserve> reserve(PolicySection section, int limit) {
        section.require("places", "for");
        var places = section.integer("places", 1, PolicyFile.MAX_LIMIT - 1);
        if (places.isPresent() && places.getAsInt() >= limit) {
            section.wrong("places", "expected: less than the limit, " + limit);
        }
        var whom = section.section("for", "categories", "intents");
        if (places.isEmpty() || whom.isEmpty()) return Optional.empty();
        var names = whom.get().list("categories", "the name of a category", this::category);
        var intents = whom.get().someOf("intents", Intent.class);
        if (!whom.get().has("categories") && !whom.get().has("intents")) {
            section.wrong("for", "expected: categories or intents");
        }
        return Optional.of(new Reserve(places.getAsInt(), Set.copyOf(names), Set.copyOf(intents)));
    }

    private String category(String name) {
        if (!categories.contains(name)) throw new IllegalArgumentException();
        return name;
    }
}
