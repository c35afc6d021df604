package dev.opportune.simulator.scenario;

import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.scenario.Scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one scenario at a time. For any thread.
public final class ScenarioPlayer {

    private static final Logger LOG = LoggerFactory.getLogger(ScenarioPlayer.class);

    private final List<Future<?>> coming = new ArrayList<>();
    private final Behaviour behaviour;
    private final ScheduledExecutorService timer;

    /// @param timer one thread, so that steps of the same time are done in their order
    public ScenarioPlayer(Behaviour behaviour, ScheduledExecutorService timer) {
        this.behaviour = behaviour;
        this.timer = timer;
    }

    /// Starts a scenario; of the one that ran before, the steps that were to come are dropped.
    public synchronized void run(Scenario scenario) {
        end();
        for (Step step : scenario.steps()) {
            coming.add(timer.schedule(() -> act(step), step.at().toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    /// Drops the steps that are to come. What earlier ones did stays.
    public synchronized void end() {
        coming.forEach(step -> step.cancel(false));
        coming.clear();
    }

    private void act(Step step) {
        LOG.info("scenario, {}: {}", step.at(), step.verb());
        try {
            step.action().accept(behaviour);
        } catch (RuntimeException e) { // a bound of the simulator's is reached; the other steps go on
            LOG.error("scenario, {}: {} failed", step.at(), step.verb(), e);
        }
    }
}
