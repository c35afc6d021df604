package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a user may see of what is stored, and have erased.
class UserDataIT {

    private static final String POLICY = """
            version: "1"
            caps: {day: {limit: 3, window: P1D}}
            categories: {news: {class: promotional, quiet_hours: ignore, caps: [day], ttl: P2D}}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void everything_stored_of_a_user_is_shown_and_then_erased() throws Exception {
        put("", "{\"timezone\":\"Europe/Berlin\",\"attributes\":{\"tier\":\"gold\"}}");
        put("/devices/phone", "{\"app\":\"shop-android\",\"device_token\":\"token-of-ann\"}");
        put("/preferences", "{\"promotional\":\"granted\",\"caps\":{\"day\":2},\"source\":\"app\"}");
        gateway.awaitState(send("{\"ttl\":\"PT2M\"}"), "accepted");
        var later = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var waits = send("{\"from\":\"" + later + "\",\"ttl\":\"PT1H\"}");

        var export = get("/export");
        assertThat(export.at("/attributes/tier").asText()).isEqualTo("gold");
        assertThat(export.at("/devices/0/device_token").asText()).isEqualTo("token-of-ann");
        assertThat(export.at("/preferences/history")).hasSize(2);
        assertThat(export.at("/counts/day")).hasSize(1);
        assertThat(export.path("waiting_count").asInt()).isEqualTo(1);
        assertThat(export.at("/waiting/0/send_id").asText()).isEqualTo(waits);
        assertThat(export.at("/waiting/0/content/title").asText()).isEqualTo("t");

        assertThat(gateway.call("DELETE", "/v1/users/ann", "").statusCode()).isEqualTo(204);
        assertThat(gateway.call("GET", "/v1/users/ann/export", "").statusCode()).isEqualTo(404);
        assertThat(gateway.receipt(waits).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void the_history_of_preferences_is_told_when_it_is_asked_for() throws Exception {
        for (var choice : new String[] {"granted", "refused", "refused"}) {
            var change = "{\"categories\":{\"news\":\"" + choice + "\"},\"source\":\"web\"}";
            assertThat(gateway.call("PUT", "/v1/users/ben/preferences", change).statusCode())
                    .isEqualTo(200);
        }
        var path = "/v1/users/ben/preferences";
        assertThat(GatewayFixture.JSON
                        .readTree(gateway.call("GET", path, "").body())
                        .has("history"))
                .isFalse();
        var history = GatewayFixture.JSON
                .readTree(gateway.call("GET", path + "?history=true", "").body())
                .path("history");
        assertThat(history).extracting(it -> it.path("choice").asText()).containsExactly("granted", "refused");
        assertThat(history.get(0).path("what").asText()).isEqualTo("category");
        assertThat(history.get(0).path("name").asText()).isEqualTo("news");
        assertThat(history.get(0).path("source").asText()).isEqualTo("web");
    }

    private static void put(String path, String body) throws Exception {
        var answer = gateway.call("PUT", "/v1/users/ann" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static JsonNode get(String path) throws Exception {
        return GatewayFixture.JSON.readTree(
                gateway.call("GET", "/v1/users/ann" + path, "").body());
    }

    private static String send(String moment) throws Exception {
        var body = "{\"user\":\"ann\",\"category\":\"news\",\"content\":{\"title\":\"t\"},\"moment\":" + moment + "}";
        return gateway.send(202, body).path("send_id").asText();
    }
}
