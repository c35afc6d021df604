package dev.opportune.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.record.PushQuery;
import java.util.List;

/// What a call is answered with.
sealed interface Reply {

    /// 204.
    record Done() implements Reply {}

    /// 200 with a JSON object.
    record Json(JsonNode body) implements Reply {}

    /// 200 with lines of JSON.
    record Lines(List<String> lines) implements Reply {}

    /// 200 with the matching pushes, a line of JSON for each.
    record Pushes(PushQuery query) implements Reply {}
}
