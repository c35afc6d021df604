package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.simulator.record.PushQuery;
import java.time.Duration;
import java.util.HashSet;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An experiment over two gateways, one of which ends in the middle while another with other weights takes its place.
class RestartedExperimentIT {

    private static final String POLICY = """
            version: "1"
            categories: {sale: {class: promotional, quiet_hours: ignore, consent: none}}
            experiments:
              rain: {salt: "1", arms: {calm: 50, urgent: 50}, holdout: 10, goal: "converted:purchase"}
            """;
    private static final int USERS = 60;

    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        var measurement = TestMeasurement.ofPurchases();
        fleet = new Fleet(2, POLICY, SendLimits.DEFAULT, measurement);
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    @Test
    void no_user_changes_arm_or_enters_twice_and_results_equal_a_recount() throws Exception {
        for (int i = 0; i < USERS; i++) {
            assertThat(fleet.gateways
                            .get(0)
                            .call(
                                    "PUT",
                                    "/v1/users/u-" + i + "/devices/phone",
                                    "{\"app\":\"shop-ios\",\"device_token\":\"" + iosToken("u-" + i)
                                            + "\",\"permission\":\"authorized\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
        sendToSome(fleet.gateways.get(0), 0, USERS / 2);
        sendToSome(fleet.gateways.get(1), USERS / 4, USERS * 3 / 4);
        fleet.gateways.get(0).close();
        var other = fleet.join(POLICY.replace("calm: 50", "calm: 5"));
        sendToSome(other, 0, USERS);
        sendToSome(fleet.gateways.get(1), 0, USERS);

        var expected = new TreeMap<String, Integer>();
        for (int i = 0; i < USERS; i++) {
            var arms = new HashSet<String>();
            for (var push : fleet.simulator.pushes(PushQuery.toDevice(iosToken("u-" + i)))) {
                arms.add(push.payload().toString().contains("\"calm\"") ? "calm" : "urgent");
            }
            assertThat(arms).as("u-" + i).hasSizeLessThanOrEqualTo(1);
            expected.merge(arms.isEmpty() ? "holdout" : arms.iterator().next(), 1, Integer::sum);
        }
        assertThat(expected.keySet()).containsExactly("calm", "holdout", "urgent");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var results = GatewayFixture.JSON.readTree(
                    other.call("GET", "/v1/experiments/rain", "").body());
            var users = new TreeMap<String, Integer>();
            for (var arm : results.path("arms")) {
                users.put(arm.path("arm").asText(), arm.path("users").asInt());
            }
            assertThat(users).isEqualTo(expected);
        });
    }

    private void sendToSome(Fleet.Member gateway, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            var answer = gateway.call("POST", "/v1/sends", """
                    {"user":"u-%d","category":"sale","experiment":"rain","variants":{
                     "calm":{"content":{"title":"calm"}},"urgent":{"content":{"title":"urgent"}}}}""".formatted(i));
            var decided = GatewayFixture.JSON.readTree(answer.body());
            if (decided.path("decision").asText().equals("suppressed")) {
                assertThat(decided.path("reason").asText()).isEqualTo("held_out");
                continue;
            }
            var id = decided.path("send_id").asText();
            await().atMost(Duration.ofSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .untilAsserted(
                            () -> assertThat(gateway.receipt(id).path("state").asText())
                                    .isEqualTo("accepted"));
        }
    }
}
