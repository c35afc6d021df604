package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.gateway.http.GatewayServer;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.admin.AdminRouter;
import dev.opportune.gateway.http.admin.Readiness;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Reason;
import dev.opportune.simulator.record.Push;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A gateway on a machine whose clock is not Redis'. Each test moves the clocks while it runs.
@MostlyWaits
class WrongClockIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final Map<String, HeardProvider> PROVIDERS = new HashMap<>();

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, Duration.ofSeconds(5), provider -> {
        var heard = new HeardProvider(provider);
        PROVIDERS.put(provider.app(), heard);
        return heard;
    });

    private static int users;

    @AfterEach
    void right() {
        move(0);
    }

    /// By so many seconds the machine is ahead. The providers agree with it.
    @ParameterizedTest
    @ValueSource(longs = {-720, 720, 0, 3_600, -3_600})
    void what_is_left_of_a_moment_is_told_to_both_providers_by_redis_clock(long ahead) throws Exception {
        move(ahead);
        toldRightly(ahead);
    }

    /// The machine alone is wrong: Redis and the providers agree.
    @Test
    void a_machine_12_minutes_behind_all_others_tells_it_too() throws Exception {
        gateway.moveWorld(Duration.ofMinutes(12));
        awaitSkew(-720);
        toldRightly(0);
    }

    private static void toldRightly(long providersAhead) throws Exception {
        for (var app : new String[] {"shop-ios", "shop-android"}) {
            var deviceToken = deviceToken(app);
            var before = gateway.redisNow();
            var answer = send(app, deviceToken, "PT10M");
            var deadline = Instant.parse(answer.get("deadline").asText());
            assertThat(Duration.between(before, deadline)).isBetween(Duration.ofSeconds(598), Duration.ofSeconds(630));
            gateway.awaitState(answer.get("send_id").asText(), "accepted");

            var push = gateway.pushesTo(deviceToken).getFirst();
            if (app.equals("shop-ios")) {
                assertThat(push.headers()).containsEntry("apns-expiration", "" + deadline.getEpochSecond());
            } else {
                var arrived = push.at().minusSeconds(providersAhead);
                // To the second: what was left when it was written, which is after the answer and before it arrived.
                assertThat(ttlSeconds(push))
                        .isBetween(Duration.between(arrived, deadline).toSeconds(), 600L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-600, 600})
    void a_send_of_two_minutes_gets_through_whichever_clock_is_ahead(long ahead) throws Exception {
        move(ahead);
        for (var app : new String[] {"shop-ios", "shop-android"}) {
            var deviceToken = deviceToken(app);
            var body = body(app, deviceToken, "PT2M");
            assertThat(GatewayFixture.JSON
                            .readTree(gateway.call("POST", "/v1/sends?dry_run=true", body)
                                    .body())
                            .path("decision")
                            .asText())
                    .isEqualTo("admitted");
            var receipt =
                    gateway.awaitState(gateway.send(202, body).get("send_id").asText(), "accepted");
            var at = Instant.parse(receipt.at("/deliveries/0/at").asText());
            assertThat(at).isCloseTo(gateway.redisNow(), within(Duration.ofSeconds(30)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {720, -720})
    void nothing_is_tried_after_its_moment_by_redis_clock(long ahead) throws Exception {
        move(ahead);
        var deviceToken = deviceToken("shop-ios");
        gateway.simulator.behaviour().refuse(deviceToken, DeviceRefusal.always(Reason.ofWireName("TooManyRequests")));
        var sendId = send("shop-ios", deviceToken, "PT3S").get("send_id").asText();
        assertThat(gateway.awaitState(sendId, "expired")
                        .at("/deliveries/0/attempts")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_provider_in_trouble_is_tried_again_in_time_though_redis_clock_steps_back() throws Exception {
        gateway.simulator.behaviour().share(Reason.ofWireName("UNAVAILABLE"), 1);
        for (int i = 0; i < 40; i++) {
            var _ = send("shop-android", deviceToken("shop-android"), "PT1M");
        }
        await().until(() -> gateway.meters
                        .get("opportune.breaker.open")
                        .tag("app", "shop-android")
                        .gauge()
                        .value()
                > 0);
        move(600);
        gateway.simulator.behaviour().normal();
        var sendId = send("shop-android", deviceToken("shop-android"), "PT2M")
                .get("send_id")
                .asText();
        gateway.awaitState(sendId, "accepted");
    }

    /// By so many seconds the machine is ahead.
    @ParameterizedTest
    @CsvSource({"720, ahead of", "-720, behind", "3, ahead of", "-3, behind"})
    void a_wrong_clock_is_named_with_the_difference_until_it_is_right(long ahead, String words) {
        move(ahead);
        await().untilAsserted(() -> assertThat(gateway.gateway.clockFault().orElse("right"))
                .matches("this machine's clock is (" + Math.abs(ahead) + "|" + (Math.abs(ahead) - 1) + ") s " + words
                        + " Redis': .*"));
        move(ahead < 0 ? -1 : 1);
        await().untilAsserted(() -> assertThat(gateway.gateway.clockFault()).isEmpty());
    }

    @Test
    void readyz_is_degraded_while_the_clock_is_wrong() throws Exception {
        var vertx = Vertx.vertx();
        try (var client = CheckingHttpClient.ofOperators(HttpClient.newHttpClient())) {
            var router = new AdminRouter(
                    vertx,
                    new Readiness(
                            () -> false, Serving.checks(gateway.gateway, List.of(), Traces.none(), false, PROVIDERS)),
                    gateway.meters);
            int port = GatewayServer.listen(vertx, Listening.on("127.0.0.1", 0), router)
                    .await()
                    .port();
            assertThat(readyz(client, port)).startsWith("200 ").contains("\"clock\":\"ok\"");
            move(720);
            assertThat(readyz(client, port))
                    .startsWith("200 ")
                    .contains("\"status\":\"degraded\"", "\"clock\":\"this machine's clock is 7", " s ahead of Redis'");
        } finally {
            vertx.close().await();
        }
    }

    private static String readyz(HttpClient client, int port) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    /// Two hours, which Apple and Google forgive nobody.
    @Test
    void what_providers_refuse_for_a_wrong_clocks_date_is_a_fault_of_the_app_and_charged_to_nobody() throws Exception {
        put("u-hours", deviceToken("shop-ios"));
        gateway.moveWorld(Duration.ofHours(2));
        awaitSkew(-7_200);
        var sendId = gateway.send(202, """
                {"user":"u-hours","category":"news","content":{"title":"t"},"moment":{"ttl":"PT10M"}}""").get("send_id").asText();
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(
                                String.valueOf(PROVIDERS.get("shop-ios").fault()))
                        .contains("ExpiredProviderToken", "clock"));
        var send = gateway.receipt(sendId);
        assertThat(send.path("state").asText()).isIn("waiting", "ready", "dispatching");
        assertThat(GatewayFixture.JSON
                        .readTree(gateway.call("GET", "/v1/users/u-hours", "").body())
                        .at("/devices/0/quarantine")
                        .isMissingNode())
                .isTrue();

        // Apple's clock and this machine's agree again. What waits has the rest of its minute to wait.
        gateway.moveRedis(Duration.ofHours(2));
        var next = send("shop-ios", deviceToken("shop-ios"), "PT2M");
        gateway.awaitState(next.get("send_id").asText(), "accepted");
        assertThat(PROVIDERS.get("shop-ios").fault()).isNull();
        assertThat(gateway.receipt(sendId).path("state").asText()).isIn("waiting", "ready", "dispatching", "accepted");
    }

    private static void move(long machineAhead) {
        gateway.moveRedis(Duration.ofSeconds(-machineAhead));
        awaitSkew(machineAhead);
    }

    private static void awaitSkew(long seconds) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.meters
                                .get("opportune.clock.skew")
                                .gauge()
                                .value())
                        .isCloseTo((double) seconds, within(1.0)));
    }

    private static long ttlSeconds(Push push) throws Exception {
        var ttl = GatewayFixture.JSON.readTree(push.payload()).at("/message/android/ttl");
        return Long.parseLong(ttl.asText().replace("s", ""));
    }

    private static String deviceToken(String app) {
        var name = app + "-" + ++users;
        return app.equals("shop-ios") ? GatewayFixture.iosToken(name) : "phone-" + name;
    }

    private static JsonNode send(String app, String deviceToken, String ttl) throws Exception {
        return gateway.send(202, body(app, deviceToken, ttl));
    }

    private static String body(String app, String deviceToken, String ttl) {
        return """
                {"user":"u-%d","category":"news","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"%s","device_token":"%s"}]}""".formatted(++users, ttl, app, deviceToken);
    }

    private static void put(String user, String deviceToken) throws Exception {
        var answer = gateway.call(
                "PUT",
                "/v1/users/" + user + "/devices/phone",
                "{\"app\":\"shop-ios\",\"device_token\":\"" + deviceToken + "\"}");
        assertThat(answer.statusCode()).isBetween(200, 204);
    }
}
