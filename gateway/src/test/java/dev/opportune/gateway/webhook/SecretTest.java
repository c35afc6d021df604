package dev.opportune.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTest {

    /// As the libraries of Standard Webhooks test themselves.
    @Test
    void signs_as_the_specification_has_it() {
        var secret = Secret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void what_is_no_secret_is_refused_and_not_shown() {
        var shortOne = "whsec_" + Base64.getEncoder().encodeToString(new byte[23]);
        var longOne = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
        for (var text : new String[] {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_?", shortOne, longOne}) {
            assertThatThrownBy(() -> Secret.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("not a secret (expected: whsec_")
                    .hasNoCause();
        }
        assertThat(Secret.parse("whsec_" + Base64.getEncoder().encodeToString(new byte[24])))
                .hasToString("Secret");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "' 120 ', 120",
        "3601, 3600",
        "99999999999999999999, 3600",
        "-5, 0",
        "soon, 0",
        "'', 0",
        "'Thu, 01 Jan 1970 00:17:40 GMT', 60",
        "'Thu, 01 Jan 1970 00:00:40 GMT', 0",
        "'Fri, 01 Jan 2100 00:00:00 GMT', 3600"
    })
    void a_receivers_wish_to_wait_is_heeded_within_bounds(String header, long seconds) {
        assertThat(RetryAfter.read(header, 1_000)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
