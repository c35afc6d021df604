package dev.opportune.perf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// One push as a simulator recorded it.
///
/// @param provider `apns` or `fcm`
/// @param sendId what the push carried; empty when it carried none
/// @param ref what the push carried; empty when it carried none
/// @param collapseId what it replaces others by
/// @param atMillis when it was handled, since 1970
/// @param status what the simulator answered
/// @param providerId what the simulator called it
public record Push(
        String provider,
        String sendId,
        String ref,
        String collapseId,
        String deviceToken,
        long atMillis,
        int status,
        String providerId) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int OK = 200;

    /// Reads a line of the record.
    static Push of(JsonNode line) throws JsonProcessingException {
        var payload = line.path("payload");
        String provider = line.path("provider").asText();
        boolean apns = provider.equals("apns");
        // FCM's data are strings: there the object is text of JSON.
        var opportune = apns
                ? payload.path("opportune")
                : JSON.readTree(payload.at("/message/data/opportune").asText("{}"));
        var collapse = apns ? line.at("/headers/apns-collapse-id") : payload.at("/message/android/notification/tag");
        return new Push(
                provider,
                opportune.path("send_id").asText(""),
                opportune.path("ref").asText(""),
                collapse.asText(),
                line.path("device_token").asText(),
                line.path("at_ms").asLong(),
                line.path("status").asInt(),
                line.path("provider_id").asText());
    }

    /// Whether the provider took it.
    public boolean isAccepted() {
        return status == OK;
    }
}
