package dev.opportune.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.opportune.benchmarks.connectors.ConnectorComparison;
import dev.opportune.benchmarks.decisions.LimiterComparison;
import dev.opportune.benchmarks.decisions.MemoryOfUsers;
import dev.opportune.benchmarks.decisions.RoundTrips;
import dev.opportune.benchmarks.decisions.SendCost;
import dev.opportune.benchmarks.limits.LimitComparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each comparison runs; what it measures here says nothing.
class ComparisonsIT {

    @ParameterizedTest
    @ValueSource(strings = {"fcm", "apns"})
    void a_comparison_of_connectors_runs_to_its_end_and_leaves_no_process(String only) {
        String[] briefly = {"--only", only, "--rounds", "1", "--seconds", "2", "--warm-up", "2"};
        assertThatCode(() -> ConnectorComparison.main(briefly)).doesNotThrowAnyException();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds", "--speed"})
    void what_it_cannot_do_is_said(String name) {
        String[] arguments = {name, "0"};
        assertThatThrownBy(() -> ConnectorComparison.main(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void the_comparison_of_limiters_runs_to_its_end() {
        assertThatCode(() -> LimiterComparison.main(new String[] {"1", "1"})).doesNotThrowAnyException();
    }

    @Test
    void memory_round_trips_and_the_cost_of_a_send_are_counted_to_their_end() {
        assertThatCode(() -> MemoryOfUsers.main(new String[] {"100"})).doesNotThrowAnyException();
        assertThatCode(() -> RoundTrips.main(new String[0])).doesNotThrowAnyException();
        assertThatCode(() -> SendCost.main(new String[] {"1"})).doesNotThrowAnyException();
    }

    @Test
    void the_comparison_of_limits_runs_to_its_end() {
        assertThatCode(() -> LimitComparison.main(new String[0])).doesNotThrowAnyException();
    }
}
