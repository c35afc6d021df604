package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnopenedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection refused: /127.0.0.1:6379",
                "Connection refused",
                "finishConnect(..) failed with error(-111): Connection refused",
                "finishConnect(..) failed: Connection refused: /127.0.0.1:6379"
            })
    void a_closed_port_is_told_in_the_same_words_by_every_transport(String said) {
        assertThat(fault(said).sentence()).isEqualTo("is not reachable: connection refused");
    }

    @Test
    void the_systems_words_are_told_without_the_name_of_its_call() {
        assertThat(fault("recvAddress(..) failed with error(-104): Connection reset by peer")
                        .sentence())
                .isEqualTo("is not reachable: Connection reset by peer");
    }

    private static Fault fault(String said) {
        return Unopened.fault(new RedisConnectionException("Unable to connect", new IOException(said)));
    }
}
