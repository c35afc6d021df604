package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.Intent;
import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.ConsentRule;
import dev.opportune.ratelimiter.Policy.Defaults;
import dev.opportune.ratelimiter.Policy.OnCap;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the `categories` of a policy file.
final class CategoryReader {

    private static final String[] KEYS = {
        "class",
        "intent",
        "ttl",
        "caps",
        "counts_toward",
        "on_cap",
        "quiet_hours",
        "consent",
        "hours",
        "interruption",
        "priority",
        "enabled",
        "measure"
    };

    private final Defaults defaults;
    private final Map<String, Cap> caps;
    private final String aCap;

    CategoryReader(Defaults defaults, Map<String, Cap> caps) {
        this.defaults = defaults;
        this.caps = caps;
        this.aCap =
                caps.isEmpty() ? "a cap, but the file has none" : "a cap: one of " + String.join(", ", caps.keySet());
    }

    Map<String, Category> read(Map<String, Section> sections) {
        var categories = new LinkedHashMap<String, Category>();
        sections.forEach((name, section) -> categories.put(name, category(name, section)));
        return categories;
    }

    private Category category(String name, Section section) {
        section.known(KEYS).require("class");
        var obeyed = section.list("caps", aCap, this::cap).orElse(List.of());
        var counted = section.list("counts_toward", aCap, this::cap).orElse(List.of());
        checkCaps(section, obeyed, counted);
        boolean timeSensitive =
                section.oneOf("interruption", Interruption.class).orElse(Interruption.ACTIVE)
                        == Interruption.TIME_SENSITIVE;
        boolean batterySaving = section.oneOf("priority", Priority.class).orElse(Priority.HIGH) == Priority.NORMAL;
        if (timeSensitive && batterySaving) section.wrong("priority", "high, since it interrupts as time_sensitive");
        var sendClass = section.oneOf("class", SendClass.class).orElse(SendClass.PROMOTIONAL);
        return new Category(
                name,
                sendClass,
                section.oneOf("intent", Intent.class).orElse(null),
                PolicyFile.ttl(section).orElse(defaults.ttl()),
                List.copyOf(obeyed),
                List.copyOf(counted),
                section.oneOf("on_cap", OnCap.class).orElse(OnCap.SUPPRESS),
                section.oneOf("quiet_hours", OnQuietHours.class).orElse(OnQuietHours.DEFER),
                section.oneOf("consent", ConsentRule.class).orElse(ConsentRule.OPT_OUT),
                section.text("hours", "a window such as \"11:00-14:00\"", LocalWindow::parse)
                        .orElse(null),
                timeSensitive,
                batterySaving,
                section.bool("enabled").orElse(true),
                section.bool("measure").orElse(sendClass == SendClass.PROMOTIONAL));
    }

    private static void checkCaps(Section section, List<Cap> obeyed, List<Cap> counted) {
        if (obeyed.size() + counted.size() > PolicyFile.MAX_CAPS_OF_A_CATEGORY) {
            section.wrong(
                    counted.isEmpty() ? "caps" : "counts_toward",
                    "at most " + PolicyFile.MAX_CAPS_OF_A_CATEGORY + " caps with those it counts toward");
        }
        for (var cap : counted) {
            if (obeyed.contains(cap)) {
                section.wrong("counts_toward", "caps other than those it obeys, such as " + cap.name());
            }
        }
    }

    private Cap cap(String name) {
        var cap = caps.get(name);
        if (cap == null) throw new IllegalArgumentException();
        return cap;
    }

    private enum Priority {
        NORMAL,
        HIGH
    }

    private enum Interruption {
        ACTIVE,
        TIME_SENSITIVE
    }
}
