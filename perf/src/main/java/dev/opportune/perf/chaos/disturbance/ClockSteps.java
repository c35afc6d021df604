package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// A gateway's wall clock steps by minutes, forth or back, and after a while it steps back.
record ClockSteps(int gateway, Duration step, Duration lasts) implements Disturbance {

    private static final int MOST_MILLIS = 600_000;

    static ClockSteps draw(Draw draw) {
        var step = draw.millis(1_000, MOST_MILLIS);
        return new ClockSteps(draw.gateway(), draw.oneOf(2) == 0 ? step : step.negated(), draw.millis(2_000, 15_000));
    }

    @Override
    public String whom() {
        return "clock of gateway " + gateway;
    }

    @Override
    public String what() {
        return "steps by " + Disturbance.seconds(step) + " for " + Disturbance.seconds(lasts);
    }

    @Override
    public String happen(Fleet fleet) throws IOException, InterruptedException {
        var process = fleet.gateway(gateway);
        process.shiftClock(step);
        try {
            Thread.sleep(lasts);
        } finally {
            process.shiftClock(Duration.ZERO);
        }
        return "";
    }
}
