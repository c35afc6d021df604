package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.contract.CheckingHttpClient;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One send, from a caller's request to a provider's record and back to its receipt.
class SendPathIT {

    private static final String POLICY = """
            version: "2026-11-22"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            caps:
              three: {limit: 3, window: PT24H}
            categories:
              news:     {class: promotional, quiet_hours: ignore, consent: none}
              capped:   {class: promotional, quiet_hours: ignore, consent: none, caps: [three]}
              evening:  {class: promotional, quiet_hours: defer, consent: none, ttl: PT12H}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void a_push_carries_its_content_its_moment_and_its_send_to_each_platform() throws Exception {
        var before = Instant.now();
        var answer = gateway.send(202, """
                {"user":"u-both","category":"news","campaign":"rain-2026-11","ref":"r-1",
                 "content":{"title":"Raincoats, one hour only","body":"30 %% off",
                            "action":{"label":"Shop now","link":"shop://sale"},"data":{"sku":"R-1"}},
                 "moment":{"ttl":"PT15M"},
                 "devices":[{"app":"shop-ios","device_token":"%s"},{"app":"shop-android","device_token":"and-both"}]}
                """.formatted(iosToken("both")));
        assertThat(answer.get("decision").asText()).isEqualTo("admitted");
        assertThat(answer.get("device_count").asInt()).isEqualTo(2);
        var sendId = answer.get("send_id").asText();
        var deadline = Instant.parse(answer.get("deadline").asText());
        assertThat(deadline).isBetween(before.plusSeconds(899), Instant.now().plusSeconds(901));

        var receipt = gateway.awaitState(sendId, "accepted");
        var apns = gateway.pushesTo(iosToken("both")).getFirst();
        assertThat(apns.headers())
                .containsEntry("apns-topic", "com.example.shop")
                .containsEntry("apns-push-type", "alert")
                .containsEntry("apns-collapse-id", sendId)
                .containsEntry("apns-expiration", Long.toString(deadline.getEpochSecond()))
                .containsEntry("apns-priority", "10");
        var aps = JSON.readTree(apns.payload());
        assertThat(aps.at("/aps/alert/title").asText()).isEqualTo("Raincoats, one hour only");
        assertThat(aps.at("/aps/alert/body").asText()).isEqualTo("30 % off");
        assertThat(aps.at("/opportune/send_id").asText()).isEqualTo(sendId);
        assertThat(aps.at("/opportune/ref").asText()).isEqualTo("r-1");
        assertThat(aps.at("/sku").asText()).isEqualTo("R-1");

        var fcm =
                JSON.readTree(gateway.pushesTo("and-both").getFirst().payload()).get("message");
        assertThat(fcm.at("/notification/title").asText()).isEqualTo("Raincoats, one hour only");
        assertThat(fcm.at("/android/notification/tag").asText()).isEqualTo(sendId);
        assertThat(fcm.at("/android/collapse_key").isMissingNode()).isTrue();
        assertThat(fcm.at("/android/ttl").asText()).matches("(89\\d|900)s");
        assertThat(JSON.readTree(fcm.at("/data/opportune").asText())
                        .get("send_id")
                        .asText())
                .isEqualTo(sendId);

        var providerIds = new TreeMap<String, String>();
        receipt.get("deliveries")
                .forEach(d -> providerIds.put(
                        d.get("app").asText(), d.get("provider_id").asText()));
        assertThat(providerIds)
                .isEqualTo(Map.of(
                        "shop-ios", apns.providerId(),
                        "shop-android", gateway.pushesTo("and-both").getFirst().providerId()));
        assertThat(receipt.get("campaign").asText()).isEqualTo("rain-2026-11");
        assertThat(receipt.get("policy_version").asText()).isEqualTo("2026-11-22");
    }

    @Test
    void concurrent_copies_of_one_send_give_one_push() throws Exception {
        var body = news("u-copies", "and-copies");
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        var clients = new ArrayList<HttpClient>();
        for (int c = 0; c < 4; c++) clients.add(CheckingHttpClient.ofCallers(HttpClient.newHttpClient()));
        for (int i = 0; i < 64; i++) {
            var request = gateway.postRequest("/v1/sends", body, "Idempotency-Key", "\"the-key\"");
            answers.add(clients.get(i % 4).sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        var ids = new HashSet<String>();
        int replays = 0;
        for (var answer : answers) {
            var reply = answer.get();
            assertThat(reply.statusCode()).isEqualTo(202);
            ids.add(JSON.readTree(reply.body()).get("send_id").asText());
            if (reply.headers().firstValue("Idempotency-Replayed").isPresent()) replays++;
        }
        clients.forEach(HttpClient::close);
        assertThat(ids).hasSize(1);
        assertThat(replays).isEqualTo(63);
        gateway.awaitState(ids.iterator().next(), "accepted");
        assertThat(gateway.pushesTo("and-copies")).hasSize(1);
        gateway.send(422, news("u-copies", "and-another"), "Idempotency-Key", "the-key");
    }

    @Test
    void concurrent_sends_to_one_user_push_no_more_than_the_cap() throws Exception {
        var body = news("u-cap", "and-cap").replace("\"news\"", "\"capped\"");
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 200; i++) {
            answers.add(gateway.http.sendAsync(
                    gateway.postRequest("/v1/sends", body), HttpResponse.BodyHandlers.ofString()));
        }
        var admitted = new ArrayList<String>();
        for (var answer : answers) {
            var json = JSON.readTree(answer.get().body());
            if (answer.get().statusCode() == 202) {
                admitted.add(json.get("send_id").asText());
            } else {
                assertThat(json.get("reason").asText()).isEqualTo("frequency_cap");
                assertThat(json.get("cap").asText()).isEqualTo("three");
                assertThat(json.get("used").asInt()).isEqualTo(3);
            }
        }
        assertThat(admitted).hasSize(3);
        for (var sendId : admitted) gateway.awaitState(sendId, "accepted");
        assertThat(gateway.pushesTo("and-cap")).hasSize(3);
    }

    @Test
    void a_dead_device_ends_the_send_as_rejected_with_the_providers_reason() throws Exception {
        gateway.simulator.behaviour().refuse(iosToken("dead"), DeviceRefusal.always(ApnsReason.UNREGISTERED));
        var sendId = gateway.send(202, """
                {"user":"u-dead","category":"news","content":{"title":"t"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(iosToken("dead")))
                .get("send_id")
                .asText();
        var receipt = gateway.awaitState(sendId, "rejected");
        assertThat(receipt.at("/deliveries/0/outcome").asText()).isEqualTo("unregistered");
        assertThat(receipt.at("/deliveries/0/reason").asText()).isEqualTo("Unregistered");
    }

    @Test
    void a_moment_further_ahead_than_a_send_may_wait_is_malformed() throws Exception {
        var far = Instant.now().plus(Duration.ofDays(30));
        for (var moment : List.of(
                "{\"from\":\"" + far + "\"}",
                "{\"until\":\"" + far + "\"}",
                "{\"clock\":\"user\",\"until\":\"" + far.toString().substring(0, 16) + "\"}")) {
            var problem = gateway.send(
                    400, news("u-far", "and-far").replace("\"content\"", "\"moment\":" + moment + ",\"content\""));
            assertThat(problem.at("/errors/0/pointer").asText()).startsWith("/moment/");
        }
        assertThat(gateway.pushesTo("and-far")).isEmpty();
    }

    private static String news(String user, String deviceToken) {
        return """
                {"user":"%s","category":"news","content":{"title":"t","body":"b"},
                 "devices":[{"app":"shop-android","device_token":"%s"}]}""".formatted(user, deviceToken);
    }
}
