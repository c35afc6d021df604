package dev.opportune.perf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What `GET /v1/sends/{send_id}` says.
///
/// @param state `waiting`, `ready`, `dispatching` or terminal
public record Receipt(String state, Instant deadline, List<Delivery> deliveries) {

    private static final Set<String> ALIVE = Set.of("waiting", "ready", "dispatching");

    /// What became of it on one device.
    ///
    /// @param providerId the provider's own name of the push; null when it accepted none
    public record Delivery(String outcome, @Nullable String providerId) {}

    static Receipt of(JsonNode json) {
        var deliveries = StreamSupport.stream(json.path("deliveries").spliterator(), false)
                .map(it -> new Delivery(
                        it.path("outcome").asText("pending"),
                        it.path("provider_id").textValue()))
                .toList();
        var deadline = Instant.parse(json.path("deadline").asText());
        return new Receipt(json.path("state").asText("none"), deadline, deliveries);
    }

    /// Whether the send has not ended.
    public boolean isAlive() {
        return ALIVE.contains(state);
    }

    /// How many devices had this outcome.
    public long count(String outcome) {
        return deliveries.stream().filter(it -> it.outcome().equals(outcome)).count();
    }
}
