package dev.opportune.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallerRate;
import dev.opportune.gateway.config.Scope;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class CallerRateIT {

    private static final String PATH = "/v1/sends/00-00000000000000000000000000";

    @Test
    void a_caller_that_calls_too_often_is_told_when_to_come_again_and_no_other_is() {
        var slow = caller("slow", "slow-key", new CallerRate(1, 2));
        var other = caller("other", "other-key", new CallerRate(1000, 1000));
        try (var gateway = new RunningGateway(Authenticator.of(List.of(slow, other)))) {
            var first = gateway.call("GET", PATH, null, "Authorization", "Bearer slow-key");
            assertThat(first.status()).isEqualTo(404);

            RunningGateway.Answer refused = first;
            for (int i = 0; refused.status() != 429; i++) {
                assertThat(i).as("requests without a refusal").isLessThan(1000);
                refused = gateway.call("GET", PATH, null, "Authorization", "Bearer slow-key");
            }
            assertThat(refused.problem()).isEqualTo("rate-limited");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("RateLimit")).isEqualTo("\"caller\";r=0;t=1");
            assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"caller\";q=2;w=2");

            assertThat(gateway.call("GET", PATH, null, "Authorization", "Bearer other-key")
                            .status())
                    .isEqualTo(404);
        }
    }

    /// A piece of 4 KiB is parsed at once, so that some thirty more requests may come than are refused in a second.
    @Test
    void the_connection_of_a_caller_that_does_not_heed_its_rate_is_read_now_and_then() throws Exception {
        var slow = caller("slow", "slow-key", new CallerRate(1, 1));
        var other = caller("other", "other-key", new CallerRate(1000, 1000));
        try (var gateway = new RunningGateway(Authenticator.of(List.of(slow, other)));
                var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            int requests = 8 * Limits.REFUSALS;
            String get = "GET " + PATH + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer slow-key\r\n\r\n";
            var answers = new Scanner(socket.getInputStream(), US_ASCII).useDelimiter("\r\n");
            long beganNanos = System.nanoTime();
            socket.getOutputStream().write(get.repeat(requests).getBytes(US_ASCII));
            awaitAnswers(answers, Limits.REFUSALS);
            assertThat(gateway.call("GET", PATH, null, "Authorization", "Bearer other-key")
                            .status())
                    .isEqualTo(404);
            awaitAnswers(answers, requests - Limits.REFUSALS);
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(gateway.meters
                            .get("opportune.http.connections.rested")
                            .counter()
                            .count())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    private static void awaitAnswers(Scanner answers, int count) {
        for (int left = count; left > 0; ) if (answers.next().contains("HTTP/1.1 ")) left--;
    }

    private static Caller caller(String name, String key, CallerRate rate) {
        return new Caller(name, Authenticator.sha256(key), EnumSet.allOf(Scope.class), rate);
    }
}
