package dev.opportune.perf.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Sends sends = new Sends(7, 8_000);

    @Test
    void the_same_seed_gives_the_same_sends() {
        assertThat(new Sends(7, 8_000).send(42, NOW)).isEqualTo(sends.send(42, NOW));
        assertThat(new Sends(8, 8_000).send(42, NOW).body())
                .isNotEqualTo(sends.send(42, NOW).body());
    }

    @Test
    void capped_users_get_more_than_their_cap_and_all_users_are_imported() {
        var users = sends.imports().collect(Collectors.joining("\n"));
        var byUser = IntStream.range(0, 8_000)
                .mapToObj(i -> sends.send(i, NOW))
                .peek(it -> assertThat(users).contains("\"" + it.user() + "\""))
                .filter(it -> it.kind() == Send.Kind.CAPPED)
                .collect(Collectors.groupingBy(Send::user, Collectors.counting()));

        assertThat(byUser).hasSize(100);
        assertThat(byUser.values().stream().filter(it -> it > Sends.CAP).count())
                .isGreaterThan(90);
    }

    @Test
    void bodies_are_json() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(new JsonMapper()
                            .readTree(sends.send(i, NOW).body())
                            .path("ref")
                            .asText())
                    .isEqualTo("chaos-" + i);
        }
    }
}
