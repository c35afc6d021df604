package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.send.SendLimits;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What happens to sends that come while the lanes are full.
class SpillIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              alert: {class: critical, quiet_hours: ignore, consent: none}
            """;

    private static final int HELD_BY_A_LANE = 20;
    private static final int SENDS = 300;

    /// What is on the wire stays there while a test posts.
    private static final Latency FULL = Latency.fixed(Duration.ofSeconds(5));

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, limits());

    private static SendLimits limits() {
        var usual = SendLimits.DEFAULT;
        return new SendLimits(
                HELD_BY_A_LANE,
                usual.maxQueuedOfAnApp(),
                usual.lease(),
                usual.leaseReserve(),
                usual.scanEvery(),
                usual.scanAllEvery(),
                usual.maxClaims(),
                usual.maxUnknown());
    }

    @Test
    void nothing_is_refused_that_can_still_be_met_and_all_of_it_arrives() throws Exception {
        gateway.simulator.behaviour().latency(Provider.FCM, FULL);
        var answers = post(IntStream.range(0, SENDS)
                .mapToObj(i -> send("news", "u-" + i, "PT2M"))
                .toList());

        assertThat(answers)
                .allSatisfy(it -> assertThat(it.path("decision").asText()).isEqualTo("admitted"));
        assertThat(gateway.meters.counter("opportune.spills").count()).isPositive();
        gateway.simulator.behaviour().normal();
        for (var answer : answers) gateway.awaitState(answer.get("send_id").asText(), "accepted");
        for (int i = 0; i < SENDS; i++) {
            assertThat(gateway.pushesTo("and-u-" + i)).hasSize(1);
        }
    }

    @Test
    void of_what_waits_for_room_the_more_important_goes_first() throws Exception {
        gateway.simulator.behaviour().latency(Provider.FCM, FULL);
        var all = new ArrayList<String>();
        for (int i = 0; i < SENDS; i++) all.add(send("news", "n-" + i, "PT2M"));
        for (int i = 0; i < 20; i++) all.add(send("alert", "a-" + i, "PT2M"));
        var answers = post(all);
        gateway.simulator.behaviour().normal();

        for (var answer : answers) gateway.awaitState(answer.get("send_id").asText(), "accepted");
        var lastAlert = IntStream.range(0, 20).mapToObj(i -> at("and-a-" + i)).max(Comparator.naturalOrder());
        long newsAfter = IntStream.range(0, SENDS)
                .mapToObj(i -> at("and-n-" + i))
                .filter(at -> at.isAfter(lastAlert.orElseThrow()))
                .count();
        assertThat(newsAfter).as("pushed after the last alert, which came last").isGreaterThan(SENDS / 2);
    }

    @Test
    void what_cannot_be_met_is_told_so_and_not_taken() throws Exception {
        gateway.simulator.behaviour().latency(Provider.FCM, FULL);
        var _ = post(IntStream.range(0, 3 * HELD_BY_A_LANE)
                .mapToObj(i -> send("news", "f-" + i, "PT2M"))
                .toList());
        var answer = gateway.post(send("news", "late", "PT0.5S"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(JSON.readTree(answer.body()).get("type").asText()).isEqualTo("urn:opportune:problem:overloaded");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.pushesTo("and-f-0").size() == 1);
        assertThat(gateway.pushesTo("and-late")).isEmpty();
    }

    private static Instant at(String deviceToken) {
        return gateway.pushesTo(deviceToken).stream().map(Push::at).findFirst().orElseThrow();
    }

    private static List<JsonNode> post(List<String> sends) throws Exception {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var send : sends) {
            answers.add(gateway.http.sendAsync(
                    gateway.postRequest("/v1/sends", send), HttpResponse.BodyHandlers.ofString()));
        }
        var bodies = new ArrayList<JsonNode>();
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(202);
            bodies.add(JSON.readTree(answer.get().body()));
        }
        return bodies;
    }

    private static String send(String category, String user, String ttl) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(user, category, ttl, user);
    }
}
