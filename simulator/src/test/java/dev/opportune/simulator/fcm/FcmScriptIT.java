package dev.opportune.simulator.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.simulator.MovedClock;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.TestClient;
import dev.opportune.simulator.behaviour.TokenFault;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A project's quota, and a token endpoint that fails, in a time that the test moves.
class FcmScriptIT {

    private static final String MESSAGE = "{\"message\":{\"token\":\"t-1\"}}";
    private static final String BAD_MESSAGE = "{\"message\":{}}";

    private final MovedClock clock = new MovedClock(Instant.now());

    @AutoClose
    private final Simulator simulator =
            Simulator.start(SimulatorSettings.defaults().withClock(clock));

    @AutoClose
    private final TestClient client = new TestClient(simulator);

    @Test
    void what_is_over_the_quota_waits_for_a_bucket_that_is_refilled_whole() {
        String accessToken = client.accessToken();
        simulator.behaviour().quota(2);

        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);
        assertThat(client.fcm(accessToken, BAD_MESSAGE).statusCode()).isEqualTo(400);
        clock.move(Duration.ofMillis(19_500));
        var over = client.fcm(accessToken, MESSAGE);
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(over.headers().firstValue("retry-after")).hasValue("41");
        assertThat(over.body()).contains("\"errorCode\":\"QUOTA_EXCEEDED\"");

        clock.move(Duration.ofSeconds(41));
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(429);
    }

    @Test
    void an_unauthenticated_push_takes_nothing_from_the_quota() {
        String accessToken = client.accessToken();
        simulator.behaviour().quota(1);

        assertThat(client.fcm("stolen", MESSAGE).statusCode()).isEqualTo(401);
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);
    }

    @Test
    void the_token_endpoint_fails_the_next_so_many_times() throws Exception {
        simulator.behaviour().failAccessTokens(TokenFault.UNAVAILABLE, 2);
        assertThat(tokens().statusCode()).isEqualTo(503);
        assertThat(tokens().headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(tokens().statusCode()).isEqualTo(200);

        simulator.behaviour().failAccessTokens(TokenFault.INVALID_GRANT, 1);
        var refused = tokens();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonMapper().readTree(refused.body()).path("error").asText())
                .isEqualTo("invalid_grant");
    }

    @Test
    void access_tokens_live_as_long_as_they_were_issued_for() throws Exception {
        simulator.behaviour().accessTokenLifetime(Duration.ofSeconds(5));
        var issued = new JsonMapper().readTree(tokens().body());
        assertThat(issued.path("expires_in").asInt()).isEqualTo(5);
        String accessToken = issued.path("access_token").asText();

        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(200);
        clock.move(Duration.ofSeconds(5));
        assertThat(client.fcm(accessToken, MESSAGE).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> tokens() {
        return client.token(client.assertion().build(), HttpClient.Version.HTTP_1_1);
    }
}
