package dev.opportune.simulator.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Apple's table of statuses and reasons: each row spoils one thing of a push that is good otherwise.
class ApnsRulesIT {

    private static final String GOOD = TestClient.DEVICE_TOKEN;

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    static Stream<Arguments> headers() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                row(400, "BadMessageId", "apns-id", "123E4567-E89B-12D3-A456-4266554400A0"),
                row(400, "BadMessageId", "apns-id", "42"),
                row(400, "BadExpirationDate", "apns-expiration", "soon"),
                row(400, "BadExpirationDate", "apns-expiration", "-1"),
                row(400, "BadExpirationDate", "apns-expiration", Long.toString(now * 1000)),
                row(400, "BadPriority", "apns-priority", "7"),
                row(400, "InvalidPushType", "apns-push-type", "loud"),
                row(400, "BadPriority", "apns-push-type", "background"),
                row(400, "MissingTopic", "apns-topic", ""),
                row(400, "BadTopic", "apns-topic", "no topic!"),
                row(400, "TopicDisallowed", "apns-topic", "com.example.other"),
                row(400, "BadCollapseId", "apns-collapse-id", "x".repeat(65)),
                row(403, "MissingProviderToken", "authorization", "basic abc"),
                row(403, "InvalidProviderToken", "authorization", "bearer abc.def.ghi"),
                row(200, null, "apns-expiration", "0"),
                row(200, null, "apns-expiration", Long.toString(now + 60)),
                row(200, null, "apns-priority", "1"),
                row(200, null, "apns-collapse-id", "x".repeat(64)),
                row(200, null, "apns-topic", "com.example.shop.voip"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_is_judged(int status, String reason, String name, String value) {
        var answer = client.apns(GOOD, Map.of(name, value), TestClient.PAYLOAD);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(reason == null ? "" : "{\"reason\":\"" + reason + "\"}");
        assertThat(answer.headers().firstValue("apns-id")).isPresent();
        assertThat(simulator.pushes()).singleElement().satisfies(push -> {
            assertThat(push.status()).isEqualTo(status);
            assertThat(push.reason()).isEqualTo(reason);
        });
    }

    static Stream<Arguments> payloads() {
        String big = "{\"aps\":{},\"x\":\"%s\"}";
        int frame = big.length() - 2;
        return Stream.of(
                Arguments.of(400, "PayloadEmpty", ""),
                Arguments.of(400, "PayloadEmpty", "{}"),
                Arguments.of(400, "PayloadEmpty", "{\"aps\":1}"),
                Arguments.of(400, "PayloadEmpty", "{\"aps\":{}"),
                Arguments.of(400, "PayloadEmpty", "[{\"aps\":{}}]"),
                Arguments.of(200, null, big.formatted("y".repeat(4096 - frame))),
                Arguments.of(413, "PayloadTooLarge", big.formatted("y".repeat(4097 - frame))),
                Arguments.of(413, "PayloadTooLarge", big.formatted("y".repeat(20_000))));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void a_payload_is_judged(int status, String reason, String payload) {
        var answer = client.apns(GOOD, Map.of(), payload);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(reason == null ? "" : "{\"reason\":\"" + reason + "\"}");
    }

    static Stream<Arguments> places() {
        UnaryOperator<HttpRequest.Builder> get = HttpRequest.Builder::GET;
        UnaryOperator<HttpRequest.Builder> post = request -> request.POST(BodyPublishers.ofString(TestClient.PAYLOAD));
        return Stream.of(
                Arguments.of(400, "BadDeviceToken", "/3/device/xyz", post),
                Arguments.of(400, "BadDeviceToken", "/3/device/abc", post),
                Arguments.of(400, "MissingDeviceToken", "/3/device/", post),
                Arguments.of(404, "BadPath", "/3/devices/" + GOOD, post),
                Arguments.of(404, "BadPath", "/3/device/" + GOOD + "/more", post),
                Arguments.of(405, "MethodNotAllowed", "/3/device/" + GOOD, get));
    }

    @ParameterizedTest
    @MethodSource("places")
    void method_path_and_device_token_are_judged(
            int status, String reason, String path, UnaryOperator<HttpRequest.Builder> method) {
        var answer = client.send(method.apply(client.apnsRequest(GOOD, Map.of()).uri(client.apnsUri(path))));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"reason\":\"" + reason + "\"}");
    }

    static Stream<Arguments> ages() {
        return Stream.of(
                Arguments.of(-3590, 200, null),
                Arguments.of(-3610, 403, "ExpiredProviderToken"),
                Arguments.of(600, 403, "InvalidProviderToken"));
    }

    @ParameterizedTest
    @MethodSource("ages")
    void a_provider_token_is_good_for_an_hour(int issuedAfterSeconds, int status, String reason) {
        String token = client.providerToken(Instant.now().plusSeconds(issuedAfterSeconds));
        var answer = client.apns(GOOD, Map.of("authorization", "bearer " + token), TestClient.PAYLOAD);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(reason == null ? "" : "{\"reason\":\"" + reason + "\"}");
    }

    @Test
    void a_second_change_of_the_provider_token_on_one_connection_is_too_many() {
        Instant now = Instant.now();
        assertThat(pushWith(client.providerToken(now.minusSeconds(3))).statusCode())
                .isEqualTo(200);
        assertThat(pushWith(client.providerToken(now.minusSeconds(2))).statusCode())
                .isEqualTo(200);

        var refused = pushWith(client.providerToken(now.minusSeconds(1)));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"reason\":\"TooManyProviderTokenUpdates\"}");
    }

    private HttpResponse<String> pushWith(String providerToken) {
        return client.apns("ab", Map.of("authorization", "bearer " + providerToken), TestClient.PAYLOAD);
    }

    @Test
    void a_header_that_comes_twice_is_refused() {
        var request = client.apnsRequest(GOOD, Map.of()).header("apns-topic", "com.example.shop");
        var answer = client.send(request.POST(BodyPublishers.ofString(TestClient.PAYLOAD)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"reason\":\"DuplicateHeaders\"}");
    }

    private static Arguments row(int status, String reason, String name, String value) {
        return Arguments.of(status, reason, name, value);
    }
}
