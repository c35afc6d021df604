package dev.opportune.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [W3C Trace Context](https://www.w3.org/TR/trace-context/) as callers send it.
class TraceContextTest {

    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void what_is_kept_is_read_again() {
        var context = TraceContext.of(List.of(GOOD), List.of("a=1", "b=2"));
        assertThat(context).isEqualTo(new TraceContext(GOOD, "a=1,b=2"));
        assertThat(TraceContext.read(context.kept())).isEqualTo(context);
        var bare = TraceContext.of(List.of(GOOD), List.of());
        assertThat(bare.kept()).isEqualTo(GOOD);
        assertThat(TraceContext.read(GOOD)).isEqualTo(bare);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void what_breaks_the_rules_is_no_trace(String traceparent) {
        assertThat(TraceContext.of(List.of(traceparent), List.of("a=1"))).isNull();
        assertThat(TraceContext.read(traceparent)).isNull();
    }

    @Test
    void two_of_them_are_none() {
        assertThat(TraceContext.of(List.of(GOOD, GOOD), List.of())).isNull();
        assertThat(TraceContext.of(List.of(), List.of("a=1"))).isNull();
    }

    @Test
    void a_later_version_is_read_as_far_as_it_is_ours() {
        var later = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes";
        assertThat(TraceContext.of(List.of(later), List.of())).isEqualTo(new TraceContext(GOOD, ""));
    }

    @Test
    void a_state_that_breaks_the_rules_or_is_too_long_is_left_out_and_the_trace_stays() {
        assertThat(TraceContext.of(List.of(GOOD), List.of("no state"))).isEqualTo(new TraceContext(GOOD, ""));
        assertThat(TraceContext.of(List.of(GOOD), List.of("a=" + "x".repeat(600))))
                .isEqualTo(new TraceContext(GOOD, ""));
    }
}
