package dev.opportune.perf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// One push as a simulator recorded it.
///
/// @param sendId what the push carried; empty when it carried none
/// @param status what the simulator answered
/// @param providerId what the simulator called it
record Push(String sendId, String deviceToken, int status, String providerId) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int OK = 200;

    /// Reads a line of the record.
    static Push of(JsonNode line) throws JsonProcessingException {
        var payload = line.path("payload");
        // FCM's data are strings: there the object is text of JSON.
        var opportune = line.path("provider").asText().equals("apns")
                ? payload.path("opportune")
                : JSON.readTree(payload.at("/message/data/opportune").asText("{}"));
        return new Push(
                opportune.path("send_id").asText(""),
                line.path("device_token").asText(),
                line.path("status").asInt(),
                line.path("provider_id").asText());
    }

    boolean isAccepted() {
        return status == OK;
    }
}
