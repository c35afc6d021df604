package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.page.Lifts.Lift;
import dev.opportune.gateway.page.Shares.Interval;
import dev.opportune.gateway.page.Shares.Share;
import dev.opportune.ratelimiter.policy.PolicySummary;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The page of an experiment: the verdict in words, rates and lifts with their intervals, and all figures in a table.
public final class ExperimentPage {

    private final JsonNode answer;
    private final Markup body = new Markup();

    private ExperimentPage(JsonNode answer) {
        this.answer = answer;
    }

    /// Makes the page, in HTML.
    ///
    /// @param answer as `GET /v1/experiments/{name}` answers it
    public static String of(JsonNode answer) {
        return new ExperimentPage(answer).page();
    }

    private String page() {
        var title = "Experiment " + answer.path("experiment").asText();
        body.element("h1", title);
        body.element(
                "p",
                capital(ExperimentText.state(answer)) + goal() + ". As of "
                        + answer.path("as_of").asText() + ".",
                "class",
                "quiet");
        verdict();
        rates();
        lifts("Lift", answer.path("comparisons"), true);
        body.element(
                "p",
                "However often they are looked at, all of these intervals together leave out a true lift in at most one of"
                        + " 20 experiments. An interval that leaves out zero is a difference.",
                "class",
                "quiet");
        ratio();
        for (var guardrail : answer.path("guardrails")) guardrail(guardrail);
        table();
        return Page.of(title, body);
    }

    private String goal() {
        if (!answer.has("goal")) return "";
        var window = answer.path("goal_window").asText();
        return "; the goal is " + answer.path("goal").asText() + (window.isEmpty() ? "" : " within " + words(window));
    }

    /// Of an ISO 8601 duration; as it is, when it is none.
    private static String words(String duration) {
        try {
            return PolicySummary.words(Duration.parse(duration));
        } catch (DateTimeParseException _) {
            return duration;
        }
    }

    private void verdict() {
        boolean isSound = isSound();
        body.begin("div", "class", isSound ? "verdict" : "verdict broken").begin("p");
        body.element("strong", capital(answer.path("verdict").asText())).end();
        body.element("p", answer.path("verdict_detail").asText());
        body.end();
    }

    private void rates() {
        var arms = answer.path("arms").valueStream().toList();
        body.element("h2", "Users who did it at least once")
                .element(
                        "p",
                        "Of those who entered, with the 95 %"
                                + " interval of a single look; compare arms by their lifts, below.",
                        "class",
                        "quiet");
        body.add(Shares.below(
                arms.stream().map(ExperimentPage::share).toList(),
                "The rates of " + arms.size() + " arms; the table below has all figures"));
    }

    private static Share share(JsonNode arm) {
        return new Share(name(arm), interval(arm.path("rate")));
    }

    private static @Nullable Interval interval(JsonNode rate) {
        if (!rate.has("rate")) return null;
        return new Interval(
                rate.path("rate").asDouble(),
                rate.path("low").asDouble(),
                rate.path("high").asDouble());
    }

    private void lifts(String title, JsonNode comparisons, boolean isMoreBetter) {
        var lifts = comparisons.valueStream().map(Lift::of).toList();
        body.element("h2", title);
        if (lifts.isEmpty()) {
            body.element("p", "There is nothing to compare.", "class", "quiet");
            return;
        }
        body.add(Lifts.below(
                lifts,
                isMoreBetter,
                title + ": " + lifts.size() + " comparisons; "
                        + lifts.getFirst().name() + ", …"));
    }

    private boolean isSound() {
        return answer.path("sample_ratio").path("sound").asBoolean(true);
    }

    private void ratio() {
        body.element("h2", "Sample ratio");
        double factor = answer.path("sample_ratio").path("bayes_factor").asDouble(1);
        body.element(
                "p",
                (isSound()
                                ? "Users fell into the arms as the weights say"
                                : "Users did not fall into the arms as the weights say: nothing on this page can be"
                                        + " trusted")
                        + String.format(
                                Locale.ROOT,
                                factor >= 1e6 || factor < 1e-3 ? " (Bayes factor %.1e" : " (Bayes factor %,.3f",
                                factor)
                        + "; above 1,000 it warns).");
    }

    private void guardrail(JsonNode guardrail) {
        var name = guardrail.path("guardrail").asText();
        lifts("Guardrail: " + name.replace('_', ' '), guardrail.path("comparisons"), false);
        var worse =
                guardrail.path("worse_in").valueStream().map(JsonNode::asText).toList();
        body.element(
                "p",
                worse.isEmpty()
                        ? "In no arm it surely happens more often than in another. More is worse."
                        : "It surely happens more often in " + String.join(", ", worse) + ". More is worse.",
                "class",
                "quiet");
    }

    private void table() {
        body.element("h2", "All figures", "id", "figures");
        body.begin("div", "class", "wide", "tabindex", 0, "role", "region", "aria-labelledby", "figures");
        body.begin("table").begin("thead").begin("tr");
        for (var column : List.of("arm", "users", "goals", "rate")) body.element("th", column, "scope", "col");
        for (var guardrail : answer.path("guardrails")) {
            body.element("th", guardrail.path("guardrail").asText().replace('_', ' '), "scope", "col");
        }
        body.end().end().begin("tbody");
        for (var arm : answer.path("arms")) {
            body.begin("tr").element("th", name(arm), "scope", "row");
            body.element("td", Plot.count(arm.path("users").asLong()));
            body.element("td", Plot.count(arm.path("goals").asLong()));
            var rate = interval(arm.path("rate"));
            body.element("td", rate == null ? "" : rate.text());
            for (var guardrail : answer.path("guardrails")) body.element("td", guarded(guardrail, name(arm)));
            body.end();
        }
        body.end().end().end();
    }

    /// Users of the arm to whom it happened; nothing of the hold-out.
    private static String guarded(JsonNode guardrail, String arm) {
        return guardrail
                .path("arms")
                .valueStream()
                .filter(it -> name(it).equals(arm))
                .map(it -> Plot.count(it.path("goals").asLong()))
                .findFirst()
                .orElse("");
    }

    private static String name(JsonNode arm) {
        return arm.path("arm").asText();
    }

    private static String capital(String words) {
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
