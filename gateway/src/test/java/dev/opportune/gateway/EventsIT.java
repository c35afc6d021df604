package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What callers read of sends that went through a gateway, Redis and the simulator.
class EventsIT {

    private static final String POLICY = """
            version: "2026-11-22"
            categories:
              news: {class: critical, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void every_send_is_told_once_across_partitions_and_pages_and_a_reader_that_waits_is_woken() throws Exception {
        var sent = new ArrayList<String>();
        for (int i = 0; i < 20; i++) sent.add(send("user-" + i % 7));
        var told = new ArrayList<String>();
        var cursor = "";
        while (told.size() < sent.size()) {
            var page = read("?wait=10&limit=3" + (cursor.isEmpty() ? "" : "&after=" + cursor));
            page.get("events").forEach(event -> told.add(event.get("subject").asText()));
            cursor = page.get("cursor").asText();
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(read("?after=" + cursor).get("events")).isEmpty();
        var late = send("user-1");
        var events = read("?wait=30&after=" + cursor).get("events");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("subject").asText()).isEqualTo(late);
        assertThat(events.get(0).at("/data/outcomes/accepted").asInt()).isEqualTo(1);
    }

    private static String send(String user) throws Exception {
        return gateway.send(202, """
                        {"user":"%s","category":"news","content":{"title":"t"},
                         "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, iosToken(user)))
                .get("send_id")
                .asText();
    }

    private static JsonNode read(String query) throws Exception {
        return new ObjectMapper()
                .readTree(gateway.call("GET", "/v1/events" + query, "").body());
    }
}
