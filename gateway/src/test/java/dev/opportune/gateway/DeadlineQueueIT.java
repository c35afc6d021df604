package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is told to sends that come while much waits for one provider, which is slow.
class DeadlineQueueIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              alert: {class: critical, quiet_hours: ignore, consent: none}
            """;

    private static final int SENDS = 400;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void what_cannot_begin_in_time_is_refused_but_not_what_goes_before_nor_what_is_for_another_app() throws Exception {
        var first = gateway.send(202, send("news", "first", "PT2M"));
        gateway.awaitState(first.get("send_id").asText(), "accepted");
        gateway.simulator.behaviour().streams(Provider.FCM, 1);
        gateway.simulator.behaviour().latency(Provider.FCM, new Latency.Fixed(Duration.ofMillis(200)));
        var taken = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < SENDS; i++) {
            var request = gateway.postRequest("/v1/sends", send("alert", "u-" + i, "PT2M"));
            taken.add(gateway.http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (var answer : taken) assertThat(answer.get().statusCode()).isEqualTo(202);

        // Once a lane knows how fast it goes.
        var refused = await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.post(send("news", "late", "PT1S")), it -> it.statusCode() == 503);
        assertThat(JSON.readTree(refused.body()).get("type").asText())
                .isEqualTo("urn:opportune:problem:deadline-unreachable");
        assertThat(JSON.readTree(refused.body()).get("detail").asText())
                .matches(
                        "it would wait at least \\d+\\.\\d s for its turn \\(expected: at most 1\\.0 s, what is left of its moment\\): .*");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();

        for (int i = 0; i < 4; i++) {
            var alert = gateway.send(202, send("alert", "alert-" + i, "PT10S"));
            gateway.awaitState(alert.get("send_id").asText(), "accepted");
            var other = gateway.send(202, """
                    {"user":"i","category":"news","content":{"title":"t"},"moment":{"ttl":"PT10S"},
                     "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(iosToken("other")));
            gateway.awaitState(other.get("send_id").asText(), "accepted");
        }
        gateway.simulator.behaviour().normal();
    }

    private static String send(String category, String user, String ttl) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, category, ttl, user);
    }
}
