package dev.opportune.ratelimiter.policy;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Category;
import dev.opportune.ratelimiter.Policy.OnCap;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Guardrail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a policy means for people: for each category when it may be shown, how often, and what stops it; for each
/// experiment who is told what, and what counts.
public final class PolicySummary {

    /// Gives lines of plain text, class by class, the most important first.
    public static List<String> lines(Policy policy) {
        var lines = new ArrayList<String>();
        lines.add("Policy %s: %s, %s"
                .formatted(
                        policy.version(),
                        counted(policy.categories().size(), "category", "categories"),
                        counted(policy.caps().size(), "cap", "caps")));
        var quietHours = policy.defaults().quietHours();
        lines.add("Users who say nothing else: time zone %s, %s"
                .formatted(
                        policy.defaults().timezone().getId(),
                        quietHours == null ? "no quiet hours" : "quiet hours " + quietHours));
        for (var sendClass : SendClass.values()) {
            var categories = policy.categories().values().stream()
                    .filter(category -> category.sendClass() == sendClass)
                    .toList();
            if (categories.isEmpty()) continue;
            lines.add("");
            lines.add(sendClass.word());
            for (var category : categories) describe(category, lines);
        }
        if (!policy.experiments().isEmpty()) {
            lines.add("");
            lines.add("experiments");
        }
        for (var experiment : policy.experiments().values()) describe(experiment, lines);
        return List.copyOf(lines);
    }

    private static void describe(Category category, List<String> lines) {
        var intent = category.intent();
        lines.add("  " + category.name() + (intent == null ? "" : " (" + word(intent) + ")"));
        if (!category.enabled()) {
            lines.add("    switched off: never shown");
            return;
        }
        lines.add("    when: " + when(category));
        lines.add("    how often: " + howOften(category));
        lines.add("    what stops it: " + whatStopsIt(category));
    }

    private static void describe(Experiment experiment, List<String> lines) {
        lines.add("  " + experiment.name());
        if (experiment.winner() != null) {
            lines.add("    stopped: everybody gets " + experiment.winner());
            return;
        }
        lines.add("    who gets what: " + whoGetsWhat(experiment));
        lines.add("    what counts: whether a user does it at least once, %s, within %s of entering"
                .formatted(experiment.goal().word(), words(experiment.goalWindow())));
        if (experiment.guardrails().isEmpty()) return;
        lines.add(experiment.guardrails().stream()
                .map(Guardrail::word)
                .sorted()
                .collect(Collectors.joining(", ", "    what may not grow: ", "")));
    }

    private static String whoGetsWhat(Experiment experiment) {
        var arms = experiment.arms().entrySet().stream()
                .map(it -> it.getKey() + " " + it.getValue())
                .collect(Collectors.joining(" : ", "users by ", ""));
        if (experiment.holdout() == 0) return arms;
        return arms + "; " + experiment.holdout() + " % of them nothing"
                + (experiment.holdoutCounts() ? ", which takes a push's places of caps" : "");
    }

    private static String when(Category category) {
        var hours = category.hours() == null ? "at any hour" : "from " + category.hours() + " of the user's day";
        var quietHours = switch (category.quietHours()) {
            case IGNORE -> ", quiet hours or not";
            case DEFER -> ", outside quiet hours: waits for their end if that is before its deadline";
            case DROP -> ", outside quiet hours: dropped in them";
        };
        return hours + quietHours + "; worth showing for " + words(category.ttl());
    }

    private static String howOften(Category category) {
        var obeyed = category.caps().isEmpty()
                ? "as often as it is sent"
                : category.caps().stream()
                                .map(cap -> limit(cap, category))
                                .collect(Collectors.joining(", ", "at most ", ""))
                        + (category.onCap() == OnCap.DEFER ? "; then waits for a place" : "; then not at all");
        if (category.countsToward().isEmpty()) return obeyed;
        return category.countsToward().stream()
                .map(Cap::name)
                .collect(Collectors.joining(", ", obeyed + "; uses up places of ", ""));
    }

    private static String limit(Cap cap, Category category) {
        var per = switch (cap.window()) {
            case Window.Rolling(var length) -> "in " + words(length);
            case Window.Calendar(var unit) -> "a calendar " + word(unit);
        };
        return placesFor(cap, category) + " " + per + " (" + cap.name() + ")";
    }

    private static String placesFor(Cap cap, Category category) {
        var reserve = cap.reserve();
        if (reserve == null) return Integer.toString(cap.limit());
        var intent = category.intent();
        boolean mayTakeAll = reserve.categories().contains(category.name())
                || (intent != null && reserve.intents().contains(intent));
        return mayTakeAll
                ? cap.limit() + ", the last " + reserve.places() + " kept for it and its like,"
                : (cap.limit() - reserve.places()) + " of " + cap.limit();
    }

    private static String whatStopsIt(Category category) {
        boolean promotional = category.sendClass() == SendClass.PROMOTIONAL;
        var refusal = promotional ? "a refusal of it or of all that is promotional" : "a refusal of it";
        var consent = switch (category.consent()) {
            case NONE -> "no choice of the user's";
            case OPT_OUT -> refusal;
            case OPT_IN -> "the lack of a grant" + (promotional ? ", or a refusal of all that is promotional" : "");
        };
        return category.sendClass() == SendClass.CRITICAL ? consent : consent + "; muting";
    }

    /// `1 day 12 hours`; nothing of less than a second.
    public static String words(Duration duration) {
        var parts = new ArrayList<String>();
        if (duration.toDaysPart() > 0) parts.add(counted(duration.toDaysPart(), "day", "days"));
        if (duration.toHoursPart() > 0) parts.add(counted(duration.toHoursPart(), "hour", "hours"));
        if (duration.toMinutesPart() > 0) parts.add(counted(duration.toMinutesPart(), "minute", "minutes"));
        if (duration.toSecondsPart() > 0) parts.add(counted(duration.toSecondsPart(), "second", "seconds"));
        return parts.isEmpty() ? "less than a second" : String.join(" ", parts);
    }

    private static String counted(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private PolicySummary() {}
}
