package dev.opportune.perf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.perf.Workload.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final Workload WORKLOAD = new Workload(1_000, "run");

    @Test
    void at_least_seven_sends_of_ten_reach_a_provider_and_every_kind_occurs() {
        var counts = new HashMap<Kind, Integer>();
        for (int i = 0; i < 10_000; i++) counts.merge(WORKLOAD.send(i).kind(), 1, Integer::sum);

        assertThat(counts.get(Kind.IPHONE) + counts.get(Kind.ANDROID) + counts.get(Kind.BOTH))
                .isGreaterThan(7_000);
        assertThat(counts).containsOnlyKeys(Kind.values());
    }

    @Test
    void a_replay_is_an_earlier_send_word_for_word_and_all_else_is_new() {
        var bodies = new HashMap<String, String>();
        for (int i = 0; i < 5_000; i++) {
            var send = WORKLOAD.send(i);
            if (send.kind() == Kind.REPLAY) assertThat(send.body()).isEqualTo(bodies.get(send.key()));
            else assertThat(bodies.put(send.key(), send.body())).isNull();
        }
    }

    @Test
    void every_send_goes_to_a_user_of_the_import() {
        var users = WORKLOAD.imports(Instant.parse("2026-11-22T23:30:00Z"))
                .map(line -> Api.json(line).path("user").asText())
                .collect(Collectors.toSet());
        var sentTo = new HashSet<String>();
        for (int i = 0; i < 5_000; i++) {
            var send = WORKLOAD.send(i);
            if (send.kind() != Kind.BAD) {
                sentTo.add(Api.json(send.body()).path("user").asText());
            }
        }

        assertThat(users).containsAll(sentTo);
    }

    @Test
    void quiet_hours_began_an_hour_ago_and_last_six_more() {
        assertThat(WORKLOAD.imports(Instant.parse("2026-11-22T23:30:00Z")))
                .anyMatch(it -> it.contains("\"quiet_hours\":\"22:30-05:30\""));
    }

    @Test
    void what_was_told_is_read_back_as_it_was_written() {
        var told = Told.answer(
                "k", 202, "{\"send_id\":\"s\",\"decision\":\"admitted\",\"device_count\":2,\"deadline\":\"x\"}", true);

        assertThat(told).isEqualTo(new Told("k", 202, "admitted", "s", 2, null, true));
        assertThat(Told.parse(told.line())).isEqualTo(told);
        assertThat(Told.parse(Told.nothing("k").line())).isEqualTo(Told.nothing("k"));
        assertThat(Told.answer("k", 502, "<html>", false))
                .isEqualTo(new Told("k", 502, null, null, 0, "not JSON", false));
        assertThat(Told.answer("k", 503, "{\"type\":\"urn:opportune:problem:overloaded\"}", false)
                        .problem())
                .isEqualTo("overloaded");
    }
}
