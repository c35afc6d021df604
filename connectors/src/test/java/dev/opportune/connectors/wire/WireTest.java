package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.connectors.Messages;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    @Test
    void an_endpoint_is_a_host_and_a_port() {
        assertThat(Endpoint.parse("localhost:2197")).isEqualTo(new Endpoint("localhost", 2197));
        assertThat(Endpoint.parse("[::1]:443")).isEqualTo(new Endpoint("::1", 443));
        assertThat(Endpoint.parse("push_proxy.internal:8443").toString()).isEqualTo("push_proxy.internal:8443");
        assertThat(Endpoint.parse("[fe80::1%eth0]:2197").toString()).isEqualTo("[fe80::1%eth0]:2197");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":443",
                "localhost:https",
                "localhost:0",
                "localhost:65536",
                "https://api.push.apple.com",
                "https://api.push.apple.com:443",
                "HTTPS://fcm.googleapis.com:443/",
                "http://10.0.0.1:8080/v1",
                "//localhost:443",
                "localhost/3/device:443",
                "user@localhost:443",
                "local host:443",
                "::1:443",
                "[localhost]:443",
                "[::1:443"
            })
    void anything_else_is_no_endpoint(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void the_first_reconnection_is_at_once_and_later_ones_wait_up_to_the_bound() {
        var delay = new ReconnectDelay(new Random(7));
        assertThat(delay.next()).isZero();
        Duration least = ReconnectDelay.FIRST.dividedBy(2);
        for (int failure = 1; failure < 100; failure++) {
            assertThat(delay.next()).isBetween(least, ReconnectDelay.MOST);
            least = least.multipliedBy(2).compareTo(ReconnectDelay.MOST.dividedBy(2)) < 0
                    ? least.multipliedBy(2)
                    : ReconnectDelay.MOST.dividedBy(2);
        }
        delay.worked();
        assertThat(delay.next()).isZero();
    }

    @Test
    void a_message_prints_neither_its_device_token_nor_its_content() {
        assertThat(Messages.full(Instant.EPOCH).toString()).isEqualTo("PushMessage[0042-send]");
        assertThat(Messages.full(Instant.EPOCH).content().toString()).isEqualTo("PushContent[]");
    }
}
