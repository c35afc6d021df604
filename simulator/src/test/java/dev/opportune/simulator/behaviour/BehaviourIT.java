package dev.opportune.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushQuery;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BehaviourIT {

    private static final String MESSAGE = "{\"message\":{\"token\":\"t-1\"}}";

    @AutoClose
    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());

    private final Behaviour behaviour = simulator.behaviour();

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    @Test
    void a_gone_device_is_answered_410_with_a_timestamp_in_milliseconds() {
        Instant since = Instant.parse("2026-11-22T12:00:00.123Z");
        behaviour.refuse("ab", DeviceRefusal.always(ApnsReason.UNREGISTERED).withSince(since));

        var answer = client.apns("ab");

        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo("{\"reason\":\"Unregistered\",\"timestamp\":" + since.toEpochMilli() + "}");
    }

    @Test
    void a_refusal_holds_for_so_many_pushes() {
        behaviour.refuse("ab", DeviceRefusal.times(ApnsReason.TOO_MANY_REQUESTS, 2));

        assertThat(client.apns("ab").statusCode()).isEqualTo(429);
        assertThat(client.apns("cd").statusCode()).isEqualTo(200);
        assertThat(client.apns("ab").statusCode()).isEqualTo(429);
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
    }

    @Test
    void fcm_says_when_to_retry() {
        behaviour.refuse(
                "t-1", DeviceRefusal.always(FcmErrorCode.QUOTA_EXCEEDED).withRetryAfter(Duration.ofSeconds(30)));

        var answer = client.fcm(client.accessToken(), MESSAGE);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("30");
        assertThat(answer.body()).contains("\"errorCode\":\"QUOTA_EXCEEDED\"", "\"status\":\"RESOURCE_EXHAUSTED\"");
    }

    @Test
    void faults_strike_the_next_pushes_and_not_the_token_endpoint() {
        behaviour.fail(Provider.FCM, Fault.HTML_502, 1);
        String accessToken = client.accessToken();

        var html = client.fcm(accessToken, MESSAGE);
        assertThat(html.statusCode()).isEqualTo(502);
        assertThat(html.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);

        behaviour.fail(Provider.APNS, Fault.BODILESS_503, 1);
        var bodiless = client.apns("ab");
        assertThat(bodiless.statusCode()).isEqualTo(503);
        assertThat(bodiless.body()).isEmpty();
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
    }

    @Test
    void a_503_may_say_when_to_retry() {
        Duration delay = Duration.ofSeconds(17);
        for (Fault fault : new Fault[] {Fault.UNAVAILABLE, Fault.BODILESS_503, Fault.HTML_502}) {
            behaviour.fail(Provider.APNS, new ScriptedFault(fault, delay), 1);
            assertThat(client.apns("ab").headers().firstValue("retry-after")).hasValue("17");
        }
        behaviour.fail(Provider.FCM, new ScriptedFault(Fault.UNAVAILABLE, delay), 1);

        var answer = client.fcm(client.accessToken(), MESSAGE);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("17");
        assertThat(answer.body()).contains("\"errorCode\":\"UNAVAILABLE\"");
    }

    @Test
    void a_503_may_follow_a_push_that_was_handled() {
        behaviour.fail(Provider.FCM, Fault.UNAVAILABLE_AFTER_HANDLING, 1);
        behaviour.fail(Provider.APNS, Fault.UNAVAILABLE_AFTER_HANDLING, 1);

        assertThat(client.fcm(client.accessToken(), MESSAGE).statusCode()).isEqualTo(503);
        assertThat(client.apns("ab").body()).isEqualTo("{\"reason\":\"ServiceUnavailable\"}");

        assertThat(simulator.pushes())
                .hasSize(2)
                .allSatisfy(push -> assertThat(push.status()).isEqualTo(200));
    }

    @Test
    void a_push_that_was_not_handled_is_recorded_with_its_fault() {
        behaviour.fail(Provider.FCM, Fault.UNAVAILABLE, 1);

        assertThat(client.fcm(client.accessToken(), MESSAGE).statusCode()).isEqualTo(503);

        assertThat(simulator.pushes()).singleElement().satisfies(push -> {
            assertThat(push.status()).isEqualTo(503);
            assertThat(push.reason()).isEqualTo("unavailable");
        });
    }

    @Test
    void a_push_can_be_handled_and_its_connection_reset() {
        behaviour.fail(Provider.APNS, Fault.RESET_AFTER_HANDLING, 1);

        assertThatThrownBy(() -> client.apns("ab")).hasMessageContaining("IOException");
        assertThat(simulator.pushes(PushQuery.toDevice("ab")))
                .isNotEmpty()
                .allSatisfy(push -> assertThat(push.status()).isEqualTo(200));
    }

    @Test
    void a_frozen_provider_handles_nothing_until_it_is_unfrozen() {
        behaviour.freeze(Provider.APNS);
        CompletableFuture<HttpResponse<String>> answer = pushAsync("ab");
        await().until(() -> simulator.state(Provider.APNS).openStreams() == 1);
        assertThat(simulator.pushes()).isEmpty();

        behaviour.unfreeze(Provider.APNS);

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(simulator.pushes()).hasSize(1);
    }

    @Test
    void a_slow_provider_records_at_once_and_answers_later() {
        behaviour.latency(Provider.APNS, Latency.fixed(Duration.ofMinutes(5)));
        CompletableFuture<HttpResponse<String>> answer = pushAsync("ab");

        await().until(() -> simulator.pushes().size() == 1);
        assertThat(answer).isNotDone();

        behaviour.reset(Provider.APNS);
        assertThat(answer).failsWithin(Duration.ofSeconds(20));
    }

    @Test
    void what_is_in_flight_is_answered_after_goaway() {
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
        behaviour.latency(Provider.APNS, Latency.fixed(Duration.ofMillis(300)));
        CompletableFuture<HttpResponse<String>> answer = pushAsync("cd");
        await().until(() -> !simulator.pushes(PushQuery.toDevice("cd")).isEmpty());

        behaviour.goAway(Provider.APNS, "Shutdown");

        assertThat(answer.join().statusCode()).isEqualTo(200);
        await().until(() -> simulator.state(Provider.APNS).connections() == 0);
        behaviour.latency(Provider.APNS, Latency.none());
        assertThat(client.apns("ef").statusCode()).isEqualTo(200);
    }

    @Test
    void a_share_of_device_tokens_is_gone_at_either_provider() {
        behaviour.share(ApnsReason.UNREGISTERED, 1);
        behaviour.share(FcmErrorCode.UNREGISTERED, 1);

        assertThat(client.apns("ab").statusCode()).isEqualTo(410);
        assertThat(client.fcm(client.accessToken(), MESSAGE).statusCode()).isEqualTo(404);

        behaviour.normal();
        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
    }

    @Test
    void all_goes_back_to_normal() {
        behaviour.refuse("ab", DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        behaviour.fail(Provider.APNS, Fault.HTML_502, 100);
        behaviour.streams(Provider.APNS, 1);
        behaviour.goAway(Provider.APNS, "Shutdown", 1);
        behaviour.quota(0);
        behaviour.failAccessTokens(TokenFault.INVALID_GRANT, 100);
        behaviour.latency(Provider.APNS, Latency.fixed(Duration.ofMinutes(5)));
        behaviour.freeze(Provider.APNS, Duration.ofMinutes(5));

        behaviour.normal();

        assertThat(client.apns("ab").statusCode()).isEqualTo(200);
        assertThat(client.fcm(client.accessToken(), MESSAGE).statusCode()).isEqualTo(200);
    }

    private CompletableFuture<HttpResponse<String>> pushAsync(String deviceToken) {
        return client.http()
                .sendAsync(
                        client.apnsRequest(deviceToken, Map.of())
                                .POST(BodyPublishers.ofString(TestClient.PAYLOAD))
                                .build(),
                        BodyHandlers.ofString());
    }
}
