package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import io.micrometer.core.instrument.Gauge;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final int ALERTS = 20;

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
        double spillsBefore = spills();
        freeze();
        var answers = post(IntStream.range(0, SENDS)
                .mapToObj(i -> send("news", "u-" + i, "PT2M"))
                .toList());

        assertThat(answers)
                .allSatisfy(it -> assertThat(it.path("decision").asText()).isEqualTo("admitted"));
        assertThat(spills() - spillsBefore)
                .as("what is beyond the room of the lanes")
                .isGreaterThanOrEqualTo(SENDS - GatewayFixture.LANES * HELD_BY_A_LANE);
        gateway.simulator.behaviour().unfreeze(Provider.FCM);
        for (var answer : answers) gateway.awaitState(answer.get("send_id").asText(), "accepted");
        for (int i = 0; i < SENDS; i++) {
            assertThat(gateway.pushesTo("and-u-" + i)).hasSize(1);
        }
    }

    @Test
    void of_what_waits_for_room_the_more_important_goes_first() throws Exception {
        freeze();
        int pushesBefore = gateway.simulator.pushes(PushQuery.all()).size();
        var all = new ArrayList<String>();
        for (int i = 0; i < SENDS; i++) all.add(send("news", "n-" + i, "PT2M"));
        for (int i = 0; i < ALERTS; i++) all.add(send("alert", "a-" + i, "PT2M"));
        var _ = post(all);
        awaitKnown(all.size());
        gateway.simulator.behaviour().unfreeze(Provider.FCM);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> pushedAfter(pushesBefore).size() == all.size());
        var pushed = pushedAfter(pushesBefore);
        int lastAlert = IntStream.range(0, pushed.size())
                .filter(i -> pushed.get(i).startsWith("and-a-"))
                .max()
                .orElseThrow();
        int newsAfter = pushed.size() - 1 - lastAlert;
        assertThat(newsAfter).as("pushed after the last alert, which came last").isGreaterThan(SENDS / 2);
    }

    @Test
    void what_cannot_be_met_is_told_so_and_not_taken() throws Exception {
        freeze();
        var answers = post(IntStream.range(0, 3 * HELD_BY_A_LANE)
                .mapToObj(i -> send("news", "f-" + i, "PT2M"))
                .toList());
        awaitKnown(answers.size());
        var answer = gateway.post(send("news", "late", "PT0.5S"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(JSON.readTree(answer.body()).get("type").asText())
                .isEqualTo("urn:opportune:problem:deadline-unreachable");
        var keyed = gateway.post(send("news", "late", "PT0.5S"), "Idempotency-Key", "k");
        assertThat(JSON.readTree(keyed.body()).get("type").asText())
                .isEqualTo("urn:opportune:problem:deadline-unreachable");
        gateway.simulator.behaviour().unfreeze(Provider.FCM);
        for (var taken : answers) gateway.awaitState(taken.get("send_id").asText(), "accepted");
        assertThat(gateway.pushesTo("and-late")).isEmpty();
    }

    /// What is on the wire stays there while a test posts. One goes first, since an access token is needed, too.
    private static void freeze() throws Exception {
        var first = gateway.send(202, send("alert", "first", "PT2M"));
        gateway.awaitState(first.get("send_id").asText(), "accepted");
        gateway.simulator.behaviour().freeze(Provider.FCM);
    }

    /// Each lane knows what is ready since its latest look at all of its partitions.
    private static void awaitKnown(int sends) {
        await().atMost(Duration.ofSeconds(30)).until(() -> ready() + waiting() == sends);
    }

    /// Those that lanes hold among them.
    private static double waiting() {
        return gateway.meters.get("opportune.waiting").gauge().value();
    }

    private static double spills() {
        return gateway.meters.counter("opportune.spills").count();
    }

    /// Of all classes, in all lanes.
    private static double ready() {
        return gateway.meters.get("opportune.ready").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /// The device tokens, as they were pushed to.
    private static List<String> pushedAfter(int sequence) {
        return gateway.simulator.pushes(new PushQuery(null, null, sequence, PushQuery.LARGEST_LIMIT)).stream()
                .map(Push::deviceToken)
                .toList();
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
