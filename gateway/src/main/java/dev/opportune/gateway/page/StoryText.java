package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a send went as lines for a terminal, one a step, with its time in UTC and since the decision; the last one says
/// what it means, and what to do.
public final class StoryText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String NO_TIME = " ".repeat("2026-11-30 12:00:00.000Z".length());

    private StoryText() {}

    /// Makes the lines.
    ///
    /// @param send as `GET /v1/sends/{send_id}?history=true` answers it
    /// @param now by the clock of whoever reads them
    public static List<String> lines(JsonNode send, Instant now) {
        var lines = new ArrayList<String>();
        lines.add("send " + word(send, "send_id") + " to " + word(send, "user") + ": " + word(send, "state")
                + more(send, "reason", " (", ")"));
        lines.add("  " + about(send));
        var steps = send.path("history").valueStream().toList();
        var began = steps.isEmpty() ? now : at(steps.getFirst());
        for (var step : steps) lines.add("  " + time(step, began) + "  " + told(step));
        lines.add("Decided " + span(Duration.between(began, now)) + " ago. " + StoryMeaning.of(send));
        return lines;
    }

    private static String about(JsonNode send) {
        var template = send.path("template");
        return "category " + word(send, "category") + more(send, "campaign", ", campaign ", "")
                + more(send, "ref", ", ref ", "")
                + (template.isObject() ? ", template " + word(template, "id") + ' ' + word(template, "version") : "")
                + more(send, "experiment", ", experiment ", "") + more(send, "arm", ", arm ", "")
                + more(send, "deadline", ", worth showing until ", "") + more(send, "policy_version", ", policy ", "");
    }

    private static String told(JsonNode step) {
        var until = step.has("until") ? " until " + TIME.format(Instant.parse(word(step, "until"))) : "";
        return switch (step.path("step").asText()) {
            case "admitted" -> "admitted: every gate passed, for " + devices(step.path("device_count"));
            case "deferred" -> "deferred: " + reason(step) + cap(step) + ", waits" + until;
            case "suppressed" -> "suppressed: " + reason(step) + cap(step) + more(step, "argument", ", argument ", "");
            case "taken_up" -> "taken up: decided afresh, and every gate passed";
            case "parked" -> "parked again: " + reason(step) + ", waits" + until;
            case "not_yet" -> "looked at early, and not yet: " + reason(step) + ", waits" + until;
            case "put_off" -> "handed back" + until + tried(step);
            case "taken_over" ->
                "taken over: the lease of " + word(step, "lane")
                        + " ran out, and what it had on the wire may have arrived";
            case "brought_forward" -> "brought forward: app " + word(step, "app") + " may be tried again";
            case "left_out" ->
                "(" + step.path("count").asInt() + " steps are not kept: only the first and the latest are)";
            case "delivery" -> delivery(step);
            case "ended" ->
                "ended: " + word(step, "state") + more(step, "reason", " (", ")") + more(step, "lane", ", by ", "");
            case "reported" -> "reported: " + spaced(word(step, "what"));
            case "waiting" -> "now: waits" + more(step, "reason", " for ", "") + until + caps(step);
            case "ready" -> "now: ready, and no lane has taken it up yet" + caps(step);
            case "dispatching" -> "now: " + word(step, "lane") + " has it" + caps(step);
            default -> word(step, "step") + more(step, "reason", ": ", "");
        };
    }

    private static String delivery(JsonNode step) {
        return word(step, "app") + more(step, "device_id", " ", "") + ": " + spaced(word(step, "outcome"))
                + more(step, "reason", ", ", "") + ", attempt "
                + step.path("attempts").asInt()
                + more(step, "locale", ", in ", "") + (step.path("shortened").asBoolean() ? ", shortened" : "");
    }

    private static String tried(JsonNode step) {
        var tried = step.path("tried")
                .valueStream()
                .map(it -> word(it, "app") + " " + spaced(word(it, "outcome")) + more(it, "reason", " ", "") + " ("
                        + devices(it.path("devices")) + ')')
                .collect(Collectors.joining("; "));
        if (tried.isEmpty()) return ": no attempt was made";
        int others = step.path("others").asInt();
        return ": " + tried + (others > 0 ? "; and " + others + " others" : "");
    }

    private static String cap(JsonNode step) {
        if (!step.has("cap")) return "";
        return ", cap " + word(step, "cap") + " had " + step.path("used").asInt() + " of "
                + step.path("limit").asInt() + " in " + word(step, "window")
                + (step.has("reserved") ? ", " + step.path("reserved").asInt() + " of them kept for others" : "")
                + more(step, "next_at", ", next place ", "");
    }

    private static String caps(JsonNode step) {
        if (!step.has("caps")) return "";
        return ", with a place in "
                + step.path("caps").valueStream().map(it -> plain(it.asText())).collect(Collectors.joining(", "));
    }

    private static String devices(JsonNode count) {
        return count.asInt() == 1 ? "1 device" : count.asInt() + " devices";
    }

    private static String reason(JsonNode step) {
        return spaced(word(step, "reason"));
    }

    private static String spaced(String word) {
        return word.replace('_', ' ');
    }

    private static Instant at(JsonNode step) {
        return Instant.parse(step.path("at").asText());
    }

    private static String time(JsonNode step, Instant began) {
        if (!step.has("at")) return NO_TIME + "            ";
        var since = "+" + span(Duration.between(began, at(step)));
        return TIME.format(at(step)) + String.format(Locale.ROOT, "%12s", since);
    }

    /// `0.042 s`, `3 min 2 s`, `6 h 57 min`, `2 d 3 h`.
    static String span(Duration span) {
        if (span.isNegative()) return "0 s";
        if (span.toMinutes() == 0) return String.format(Locale.ROOT, "%.3f s", span.toMillis() / 1000.0);
        if (span.toHours() == 0) return span.toMinutes() + " min " + span.toSecondsPart() + " s";
        if (span.toDays() == 0) return span.toHours() + " h " + span.toMinutesPart() + " min";
        return span.toDays() + " d " + span.toHoursPart() + " h";
    }

    private static String more(JsonNode node, String name, String before, String after) {
        return node.has(name) ? before + word(node, name) + after : "";
    }

    private static String word(JsonNode node, String name) {
        return plain(node.path(name).asText());
    }

    /// A terminal must not be told by a name or a provider's word what to do.
    private static String plain(String text) {
        return text.replaceAll("\\p{C}", "\uFFFD");
    }
}
