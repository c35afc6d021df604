package dev.opportune.perf.chaos.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// An event that a send has ended.
///
/// @param eventId an event that is told again has the same
public record Settled(String eventId, String sendId, String ref, String state, Instant at) {

    static Settled of(JsonNode event) {
        var data = event.path("data");
        return new Settled(
                event.path("id").asText(),
                data.path("send_id").asText(),
                data.path("ref").asText(""),
                data.path("state").asText(),
                Instant.parse(data.path("at").asText()));
    }
}
