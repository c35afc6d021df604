package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.LocalWindow;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.OnQuietHours;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.yaml.Problem;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a policy may say and hardly means: caps that stop nothing, categories that nobody is ever shown, moments with
/// no
/// time for a second attempt. It is in force all the same.
public final class PolicyWarnings {

    private static final int DAY = 24 * 60;
    private static final LocalWindow WHOLE_DAY = new LocalWindow(0, DAY);

    /// A calendar day has up to so much, where a clock is set back.
    private static final Duration LONGEST_DAY = Duration.ofHours(25);

    private static final Duration LONGEST_WEEK = Duration.ofDays(7).plusHours(1);

    private final Policy policy;
    private final Duration soonestRetry;
    private final List<Warning> found = new ArrayList<>();

    private PolicyWarnings(Policy policy, Duration soonestRetry) {
        this.policy = policy;
        this.soonestRetry = soonestRetry;
    }

    /// @param key with all that it is below
    record Warning(String key, String says, String expected) {}

    /// Gives them with their places in the file.
    ///
    /// @param policy that the file has
    /// @param soonestRetry before which no provider may be tried again
    public static List<Problem> of(Path file, Policy policy, Duration soonestRetry) {
        var problems = new Problems(file.toString());
        var tree = YamlFile.read(file, new Problems(file.toString()));
        tree.map(it -> Section.root(it, problems)).ifPresent(root -> {
            for (var warning : of(policy, soonestRetry)) root.wrong(warning.key, warning.says, warning.expected);
        });
        return problems.list();
    }

    static List<Warning> of(Policy policy, Duration soonestRetry) {
        var warnings = new PolicyWarnings(policy, soonestRetry);
        for (var cap : policy.caps().values()) warnings.look(cap);
        for (var category : policy.categories().values()) {
            if (category.enabled()) warnings.look(category);
        }
        return List.copyOf(warnings.found);
    }

    private void look(Cap cap) {
        var key = "caps." + cap.name();
        var obeying = enabled(it -> it.caps().contains(cap));
        if (obeying.isEmpty()) {
            warn(key, "stops nothing: no category that is enabled obeys it", "it among the caps of a category");
            return;
        }
        var reserve = cap.reserve();
        boolean keptForNobody = reserve != null
                && obeying.stream()
                        .noneMatch(it -> reserve.categories().contains(it.name())
                                || (it.intent() != null && reserve.intents().contains(it.intent())));
        if (keptForNobody) {
            warn(
                    key + ".reserve.for",
                    "nobody: no category that obeys the cap is among them",
                    "one of " + names(obeying) + ", or its intent");
        }
        var stricter = stricter(cap);
        if (!stricter.isEmpty()) {
            warn(
                    key,
                    "is never reached: all that counts toward it obeys " + String.join(", ", stricter)
                            + ", which let no more through",
                    "a smaller limit, or no such cap");
        }
    }

    /// The caps by which all that counts toward a cap has an end before the cap is full; none: it may be full.
    private Set<String> stricter(Cap cap) {
        int places = cap.limit() - (cap.reserve() == null ? 0 : cap.reserve().places());
        var bounds = new LinkedHashSet<Cap>();
        for (var category :
                enabled(it -> it.caps().contains(cap) || it.countsToward().contains(cap))) {
            var bound = category.caps().stream()
                    .filter(it -> !it.equals(cap) && covers(it.window(), cap.window()))
                    .min(Comparator.comparingInt(Cap::limit));
            if (bound.isEmpty()) return Set.of();
            bounds.add(bound.get());
        }
        int most = bounds.stream().mapToInt(Cap::limit).sum();
        return most > places
                ? Set.of()
                : bounds.stream().map(Cap::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Whether what is counted in each of the inner windows is counted in one of the outer ones.
    private static boolean covers(Window outer, Window inner) {
        return switch (outer) {
            case Window.Rolling(var length) -> length.compareTo(longest(inner)) >= 0;
            case Window.Calendar(var unit) ->
                inner instanceof Window.Calendar(var within) && unit.compareTo(within) >= 0;
        };
    }

    private static Duration longest(Window window) {
        return switch (window) {
            case Window.Rolling(var length) -> length;
            case Window.Calendar(var unit) ->
                switch (unit) {
                    case DAY -> LONGEST_DAY;
                    case WEEK -> LONGEST_WEEK;
                };
        };
    }

    private void look(Category category) {
        var key = "categories." + category.name();
        if (isNeverShown(category, policy.defaults().quietHours())) {
            var hours = category.hours();
            warn(
                    hours == null ? key : key + ".hours",
                    "is never shown to users who say nothing else: "
                            + (hours == null ? "all of the day" : "all of " + hours) + " is in the quiet hours, "
                            + policy.defaults().quietHours(),
                    "hours outside them, or quiet_hours: ignore");
        }
        var ttl = category.ttl();
        if (!ttl.isZero() && ttl.compareTo(soonestRetry) < 0) {
            warn(
                    key + ".ttl",
                    ttl + " has no time for a second attempt",
                    soonestRetry
                            + " or more, the soonest at which a provider may be tried again; or PT0S: now or never");
        }
    }

    /// Whether there is no minute of the day in which it may be shown, whatever the zone: both windows are of the wall
    /// clock.
    static boolean isNeverShown(Category category, @Nullable LocalWindow quiet) {
        if (quiet == null || category.quietHours() == OnQuietHours.IGNORE) return false;
        var hours = category.hours() == null ? WHOLE_DAY : category.hours();
        int after = Math.floorMod(hours.startMinute() - quiet.startMinute(), DAY);
        return length(quiet) == DAY || after + length(hours) <= length(quiet);
    }

    private static int length(LocalWindow window) {
        int length = Math.floorMod(window.endMinute() - window.startMinute(), DAY);
        return length == 0 ? DAY : length;
    }

    private List<Category> enabled(Predicate<Category> which) {
        return policy.categories().values().stream()
                .filter(it -> it.enabled() && which.test(it))
                .toList();
    }

    private static String names(List<Category> categories) {
        return categories.stream().map(Category::name).collect(Collectors.joining(", "));
    }

    private void warn(String key, String says, String expected) {
        found.add(new Warning(key, says, expected));
    }
}
