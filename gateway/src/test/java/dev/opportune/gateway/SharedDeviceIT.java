package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A phone that people share: its device token has one owner, however they race for it.
class SharedDeviceIT {

    private static final String POLICY = """
            version: "1"
            categories: {news: {class: transactional, quiet_hours: ignore, consent: none}}
            """;
    private static final List<String> PEOPLE = List.of("ann", "ben");

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @Test
    void pushes_reach_one_of_two_users_who_race_for_a_device_token() throws Exception {
        for (int round = 0; round < 25; round++) {
            var deviceToken = GatewayFixture.iosToken("shared " + round);
            race(deviceToken);
            if (round % 2 == 1) race(deviceToken);

            var sends = new ArrayList<String>();
            int withoutDevice = 0;
            for (var person : PEOPLE) {
                var answer = GatewayFixture.JSON.readTree(
                        gateway.post(send(person, round)).body());
                if (answer.path("decision").asText().equals("admitted")) {
                    sends.add(answer.path("send_id").asText());
                } else {
                    assertThat(answer.path("reason").asText()).isIn("no_devices", "unknown_user");
                    withoutDevice++;
                }
            }
            assertThat(sends).as("admitted in round " + round).hasSize(1);
            assertThat(withoutDevice).isEqualTo(1);
            gateway.awaitState(sends.getFirst(), "accepted");
            assertThat(gateway.pushesTo(deviceToken)).hasSize(1);
        }
    }

    @Test
    void after_the_answer_the_former_owner_has_no_such_device() throws Exception {
        var deviceToken = GatewayFixture.iosToken("handed on");
        for (var person : List.of("carl", "dora", "carl", "erik")) {
            assertThat(gateway.http
                            .send(register(person, deviceToken), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isBetween(200, 201);
            for (var one : List.of("carl", "dora", "erik")) {
                var user = GatewayFixture.JSON.readTree(
                        gateway.call("GET", "/v1/users/" + one, "").body());
                assertThat(user.path("devices")).as("devices of " + one).hasSize(one.equals(person) ? 1 : 0);
            }
        }
    }

    /// Both register it at once, each twice.
    private static void race(String deviceToken) {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 2; i++) {
            for (var person : PEOPLE) {
                answers.add(
                        gateway.http.sendAsync(register(person, deviceToken), HttpResponse.BodyHandlers.ofString()));
            }
        }
        for (var answer : answers) {
            assertThat(answer.join().statusCode()).as(answer.join().body()).isBetween(200, 201);
        }
    }

    private static HttpRequest register(String user, String deviceToken) {
        return HttpRequest.newBuilder(gateway.uri("/v1/users/" + user + "/devices/phone"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(
                        "{\"app\":\"shop-ios\",\"device_token\":\"" + deviceToken + "\"}"))
                .build();
    }

    private static String send(String user, int round) {
        return """
                {"user":"%s","category":"news","ref":"%d","content":{"title":"t"},"moment":{"ttl":"PT2M"}}""".formatted(user, round);
    }
}
