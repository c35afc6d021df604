package dev.opportune.benchmarks.limits;

import java.util.PriorityQueue;
import java.util.Random;

/// A provider as arithmetic: some workers, a queue before them, and a time that each message takes. Messages must
/// be sent in the order of their times.
final class ModelProvider {

    /// What becomes of one message.
    ///
    /// @param atNanos when its answer arrives
    /// @param waitedNanos how long it stood in the provider's queue
    record Fate(long atNanos, long waitedNanos, boolean overload) {}

    private final Scenario scenario;
    private final Random random = new Random(20_261_122);
    private final PriorityQueue<Long> workersFreeAt = new PriorityQueue<>();
    private final PriorityQueue<Long> answersAt = new PriorityQueue<>();

    ModelProvider(Scenario scenario) {
        this.scenario = scenario;
    }

    Fate send(long nowNanos) {
        while (!answersAt.isEmpty() && answersAt.element() <= nowNanos) answersAt.remove();
        if (answersAt.size() >= scenario.shedsAbove()) return new Fate(nowNanos + Scenario.REFUSAL_NANOS, 0, true);
        if (random.nextDouble() < scenario.badShare()) return new Fate(nowNanos + Scenario.REFUSAL_NANOS, 0, false);
        long begins = workersFreeAt.size() < scenario.workers() ? nowNanos : Math.max(nowNanos, workersFreeAt.remove());
        long ends = thaw(begins + serviceNanos(nowNanos));
        workersFreeAt.add(ends);
        answersAt.add(ends);
        boolean late = ends - nowNanos > Scenario.TIMEOUT_NANOS;
        return new Fate(late ? nowNanos + Scenario.TIMEOUT_NANOS : ends, begins - nowNanos, late);
    }

    private long serviceNanos(long nowNanos) {
        double nanos = scenario.medianNanos() * Math.exp(random.nextGaussian() * scenario.sigma());
        return (long) (nowNanos < scenario.slowerFromNanos() ? nanos : nanos * Scenario.SLOWER);
    }

    /// What would end in the freeze ends after it.
    private long thaw(long endNanos) {
        boolean frozen = endNanos >= scenario.frozenFromNanos() && endNanos < scenario.frozenUntilNanos();
        return frozen
                ? scenario.frozenUntilNanos() + (endNanos - scenario.frozenFromNanos()) % Scenario.REFUSAL_NANOS
                : endNanos;
    }
}
