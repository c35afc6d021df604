package dev.opportune.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds each line of a request of many to the document, by what the answer says of it.
final class LinesCheck {

    private LinesCheck() {}

    /// @param schema what a line must be
    static List<String> faults(Place schema, Exchange exchange) {
        var answers = new HashMap<Integer, JsonNode>();
        JsonNode last = null;
        for (String text : exchange.body().toString().lines().toList()) {
            last = JsonText.read(text);
            if (last == null) return List.of("an answer line is no JSON: " + text);
            if (last.has("line")) answers.put(last.get("line").asInt(), last);
        }
        if (last == null || !last.has("done")) return List.of("the last line is not the end: " + last);
        return faults(schema, exchange, answers, last.path("resume_from").asInt(Integer.MAX_VALUE));
    }

    private static List<String> faults(
            Place schema, Exchange exchange, Map<Integer, JsonNode> answers, int firstUnused) {
        var faults = new ArrayList<String>();
        var lines = exchange.requestBody().toString().split("\r?\n", -1);
        for (int i = 0; i < lines.length && i + 1 < firstUnused; i++) {
            int number = i + 1;
            if (lines[i].isBlank()) continue;
            for (var fault : faults(schema, lines[i], answers.get(number))) faults.add("line " + number + ": " + fault);
        }
        return faults;
    }

    private static List<String> faults(Place schema, String line, JsonNode answer) {
        var json = JsonText.read(line);
        var faults = json == null
                ? List.of("no JSON")
                : schema.document().faults(Document.View.REQUESTS, schema.pointer(), json);
        if (answer == null || answer.path("status").asInt() / 100 == 2) return faults;
        boolean isWrong = answer.path("status").asInt() == 400 && faults.isEmpty();
        return isWrong ? RequestCheck.wronglyRefused(answer) : List.of();
    }
}
