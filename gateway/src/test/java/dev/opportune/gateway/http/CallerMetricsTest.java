package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CallerMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CallerMetrics callers = new CallerMetrics(meters);

    @Test
    void each_caller_has_what_it_asked_for_and_was_refused() {
        callers.answered("shop", Reply.noContent());
        callers.answered("shop", Problem.FORBIDDEN.because("no"));
        callers.answered("shop", Problem.RATE_LIMITED.because("no").with("Retry-After", "1"));
        callers.answered(null, Problem.UNAUTHENTICATED.because("no"));

        assertThat(asked("shop")).isEqualTo(3);
        assertThat(refused("shop", "forbidden")).isOne();
        assertThat(refused("shop", "rate-limited")).isOne();
        assertThat(asked("other")).isOne();
        assertThat(refused("other", "unauthenticated")).isOne();
    }

    @Test
    void names_without_end_make_no_meters_without_end() {
        for (int i = 0; i < 3 * CallerMetrics.MOST; i++) callers.answered("caller-" + i, Reply.noContent());

        assertThat(meters.find("opportune.caller.requests").counters()).hasSize(CallerMetrics.MOST + 1);
        assertThat(asked("other")).isEqualTo(2 * CallerMetrics.MOST);
        callers.answered("caller-0", Reply.noContent());
        assertThat(asked("caller-0")).isEqualTo(2);
    }

    private double asked(String caller) {
        return meters.get("opportune.caller.requests")
                .tag("caller", caller)
                .counter()
                .count();
    }

    private double refused(String caller, String reason) {
        return meters.get("opportune.caller.refusals")
                .tags("caller", caller, "reason", reason)
                .counter()
                .count();
    }
}
