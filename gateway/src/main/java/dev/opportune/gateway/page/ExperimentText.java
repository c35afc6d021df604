package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.page.Lifts.Lift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An experiment as lines for a terminal.
public final class ExperimentText {

    private ExperimentText() {}

    /// Makes the lines.
    ///
    /// @param answer as `GET /v1/experiments/{name}` answers it
    public static List<String> lines(JsonNode answer) {
        var lines = new ArrayList<String>();
        lines.add("%s, %s, as of %s"
                .formatted(
                        answer.path("experiment").asText(),
                        state(answer),
                        answer.path("as_of").asText()));
        lines.add(answer.path("verdict").asText() + ": "
                + answer.path("verdict_detail").asText());
        lines.add(String.format(Locale.ROOT, "%-32s %12s %12s", "arm", "users", "goals"));
        for (var arm : answer.path("arms")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-32s %,12d %,12d",
                    arm.path("arm").asText(),
                    arm.path("users").asLong(),
                    arm.path("goals").asLong()));
        }
        answer.path("comparisons").valueStream().map(Lift::of).forEach(it -> lines.add(it.name() + ": " + it.text()));
        return lines.stream().map(ExperimentText::harmless).toList();
    }

    /// Whether it runs, and what all get since it does not.
    static String state(JsonNode answer) {
        var state = answer.path("state").asText("running");
        var winner = answer.path("winner").asText();
        return winner.isEmpty() ? state : state + ": everybody gets " + winner;
    }

    /// A terminal must not be told by a name what to do.
    private static String harmless(String line) {
        return line.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
