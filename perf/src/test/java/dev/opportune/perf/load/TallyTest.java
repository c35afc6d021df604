package dev.opportune.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TallyTest {

    private final Phase phase = Phase.steady("phase", 2, 4);
    private final Phase other = Phase.steady("phase", 2, 4);
    private final Tally tally = new Tally();

    @Test
    void only_what_was_decided_while_its_caller_waited_is_goodput() {
        answered(phase, false, 202, 10);
        answered(phase, false, 200, 1_990);
        answered(phase, false, 202, 2_010);
        answered(phase, false, 503, 10);
        answered(other, false, 202, 10);

        assertThat(tally.goodput(phase)).isEqualTo(1);
    }

    @Test
    void what_is_wrong_with_a_request_is_no_failure_of_the_gateway() {
        answered(phase, true, 400, 1);
        answered(phase, true, 422, 1);
        assertThat(tally.count(Tally.One::isFailed)).isZero();

        answered(phase, true, 503, 1);
        answered(phase, false, 422, 1);
        tally.failed(request(phase, false), "no answer in time");
        assertThat(tally.count(Tally.One::isFailed)).isEqualTo(3);
    }

    @Test
    void a_percentile_is_of_those_asked_for() {
        for (int i = 1; i <= 100; i++) answered(phase, false, 202, i);
        answered(other, false, 202, 9_000);

        assertThat(tally.millis(99, Tally.in(phase))).isCloseTo(99, within(0.2));
        assertThat(tally.millis(50, Tally.in(phase))).isCloseTo(50, within(0.2));
    }

    private void answered(Phase in, boolean bad, int status, int tookMillis) {
        tally.answered(request(in, bad), new Answer(status, "{}", false), tookMillis * 1_000_000L);
    }

    private static Request request(Phase phase, boolean bad) {
        return new Request(new Content("key", "flash-sale", "{}", bad), phase, System.nanoTime());
    }
}
