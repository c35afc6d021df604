package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.Reason;
import dev.opportune.simulator.record.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a gateway counts while sends go through it. Each test has categories of its own, so that none sees another's.
class MetricsIT {

    private static final String POLICY = """
            version: "1"
            categories:
              prompt: {class: promotional, quiet_hours: ignore, consent: none}
              later:  {class: critical, quiet_hours: ignore, consent: none}
              again:  {class: promotional, quiet_hours: ignore, consent: none}
              both:   {class: promotional, quiet_hours: ignore, consent: none}
              storm:  {class: promotional, quiet_hours: ignore, consent: none}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_send_that_is_admitted_and_accepted_is_one_of_one_for_the_objective() throws Exception {
        var sendId = gateway.send(202, send("prompt", "PT10M")).get("send_id").asText();
        gateway.awaitState(sendId, "accepted");
        assertThat(count("opportune.sends", "category", "prompt", "decision", "admitted"))
                .isEqualTo(1);
        await().until(() -> count("opportune.accepted.in.time", "category", "prompt") == 1);
        assertThat(count("opportune.receipts", "category", "prompt", "state", "accepted"))
                .isEqualTo(1);
        assertThat(count("opportune.releases", "category", "prompt")).isZero();
    }

    @Test
    void a_send_that_waits_is_shown_and_counts_for_the_objective_when_it_is_released() throws Exception {
        var from = Instant.now().plusSeconds(4);
        var sendId = gateway.send(202, """
                {"user":"u","category":"later","content":{"title":"t"},
                 "moment":{"from":"%s","until":"%s"},
                 "devices":[{"app":"shop-android","device_token":"and-later"}]}""".formatted(from, from.plusSeconds(600)))
                .get("send_id")
                .asText();
        await().atMost(Duration.ofSeconds(20)).until(() -> gauge("opportune.waiting") >= 1);
        assertThat(count("opportune.sends", "category", "later", "reason", "scheduled"))
                .isEqualTo(1);

        gateway.awaitState(sendId, "accepted");
        assertThat(count("opportune.releases", "category", "later")).isEqualTo(1);
        await().until(() -> count("opportune.accepted.in.time", "category", "later") == 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> gauge("opportune.waiting") == 0);
        assertThat(gauge("opportune.ready", "class", "critical")).isZero();
    }

    /// The other is tried until the moment is over, and then nobody settles it but the look at what waits.
    @Test
    void a_send_that_one_of_two_providers_took_in_time_was_in_time() throws Exception {
        var iphone = GatewayFixture.iosToken("both");
        gateway.simulator.behaviour().refuse(iphone, DeviceRefusal.always(Reason.ofWireName("TooManyRequests")));
        var sendId = gateway.send(202, """
                {"user":"u","category":"both","content":{"title":"t"},"moment":{"ttl":"PT3S"},
                 "devices":[{"app":"shop-android","device_token":"and-both"},
                            {"app":"shop-ios","device_token":"%s"}]}""".formatted(iphone)).get("send_id").asText();
        gateway.awaitState(sendId, "accepted");

        await().until(() -> count("opportune.receipts", "category", "both", "state", "accepted") == 1);
        await().until(() -> count("opportune.accepted.in.time", "category", "both") == 1);
    }

    @Test
    void an_attempt_after_the_first_is_a_retry() throws Exception {
        double before = count("opportune.retries", "app", "shop-android");
        gateway.simulator.behaviour().fail(Provider.FCM, Fault.BODILESS_503, 1);
        var sendId = gateway.send(202, send("again", "PT10M")).get("send_id").asText();
        gateway.awaitState(sendId, "accepted");
        assertThat(count("opportune.retries", "app", "shop-android") - before).isEqualTo(1);
        assertThat(count("opportune.deliveries", "outcome", "unconfirmed", "reason", "http_503"))
                .isEqualTo(1);
    }

    @Test
    void connections_and_what_they_allow_are_shown() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gauge("opportune.provider.open.connections", "app", "shop-android") >= GatewayFixture.LANES
                        && gauge("opportune.concurrency.limit", "app", "shop-android") > 0
                        && gauge("opportune.concurrency.limit", "app", "shop-ios") > 0);
    }

    @Test
    void an_outage_of_redis_is_counted_with_those_whom_it_refused() throws Exception {
        double lost = count("opportune.redis.connections", "event", "lost");
        gateway.redis.stop();
        assertThat(gateway.post(send("storm", "PT10M")).statusCode()).isEqualTo(503);
        await().until(() -> gauge("opportune.redis.connected.lanes") == 0);
        // Each lane has one for what is served at leisure, too, to each server.
        int connections = 2 * GatewayFixture.LANES * gateway.redis.servers();
        await().until(() -> count("opportune.redis.connections", "event", "lost") - lost == connections);
        assertThat(refusals()).isGreaterThanOrEqualTo(1);

        gateway.redis.startAgain();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
        // It is ready when some lane serves some of a cluster.
        await().until(() -> gauge("opportune.redis.connected.lanes") == GatewayFixture.LANES
                && gateway.post(send("storm", "PT10M")).statusCode() == 202);
    }

    @Test
    void a_request_that_is_answered_is_in_flight_no_longer() throws Exception {
        assertThat(gateway.call("GET", "/v1/sends/none", "").statusCode()).isEqualTo(404);
        await().until(() -> gauge("opportune.http.requests.inflight") == 0);
    }

    private static double refusals() {
        return count("opportune.refusals", "reason", "storage_unavailable")
                + count("opportune.refusals", "reason", "outcome_unknown");
    }

    private static double count(String name, String... tags) {
        return gateway.meters.get(name).tags(tags).counters().stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    private static double gauge(String name, String... tags) {
        return gateway.meters.get(name).tags(tags).gauge().value();
    }

    private static String send(String category, String ttl) {
        return """
                {"user":"u","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(category, ttl, category);
    }
}
