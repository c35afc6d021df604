package dev.opportune.benchmarks.limits;

import java.util.Comparator;
import java.util.PriorityQueue;

/// One candidate before one provider, from the first event to the last: whatever the limit allows is sent at once.
final class ModelRun {

    private static final long SLICE_NANOS = Scenario.seconds(1) / 4;
    private static final int SLICES = (int) (Scenario.RUN_NANOS / SLICE_NANOS);
    private static final double AS_GOOD_AS_IDEAL = 0.9;
    private static final double NANOS_A_MILLI = 1e6;

    /// What it came to.
    ///
    /// @param kept messages handled, of those that could have been
    /// @param refused messages that it refused or left without an answer, of all that were sent
    /// @param queueMillis mean time in the provider's queue, a message
    /// @param startSeconds until nine tenths of the ideal rate; NaN if never
    /// @param recoverySeconds the same after the disturbance; NaN if never
    /// @param limit its mean in the last third
    /// @param swing standard deviation of the limit in the last third, of its mean
    record Result(
            double kept,
            double refused,
            double queueMillis,
            double startSeconds,
            double recoverySeconds,
            double limit,
            double swing) {}

    private record Event(long atNanos, long order, long sentNanos, boolean overload) {}

    private final Scenario scenario;
    private final Candidate candidate;
    private final ModelProvider provider;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final long[] handled = new long[SLICES];
    private final double[] limits = new double[SLICES];
    private long sent;
    private int inFlight;
    private double waitedNanos;
    private long overloads;

    ModelRun(Scenario scenario, Candidate candidate) {
        this.scenario = scenario;
        this.candidate = candidate;
        this.provider = new ModelProvider(scenario);
    }

    Result run() {
        send(0);
        long nowNanos = 0;
        while (true) {
            Event event = events.remove();
            if (event.atNanos >= Scenario.RUN_NANOS) return result();
            settings(nowNanos, event.atNanos);
            nowNanos = event.atNanos;
            answer(event);
            send(nowNanos);
        }
    }

    private void settings(long beforeNanos, long nowNanos) {
        if (beforeNanos < scenario.oneStreamFromNanos() && nowNanos >= scenario.oneStreamFromNanos()) candidate.most(1);
        if (beforeNanos < scenario.oneStreamUntilNanos() && nowNanos >= scenario.oneStreamUntilNanos()) {
            candidate.most(Scenario.STREAMS);
        }
    }

    private void answer(Event event) {
        long tookNanos = event.atNanos - event.sentNanos;
        int slice = (int) (event.atNanos / SLICE_NANOS);
        if (event.overload) {
            overloads++;
            candidate.overloaded(event.sentNanos, tookNanos, inFlight);
        } else {
            handled[slice]++;
            candidate.answered(event.sentNanos, tookNanos, inFlight);
        }
        inFlight--;
        limits[slice] = candidate.now();
    }

    private void send(long nowNanos) {
        while (inFlight < candidate.now()) {
            inFlight++;
            ModelProvider.Fate fate = provider.send(nowNanos);
            waitedNanos += fate.waitedNanos();
            events.add(new Event(fate.atNanos(), sent++, nowNanos, fate.overload()));
        }
    }

    private Result result() {
        double ideal = 0;
        double all = 0;
        for (int i = 0; i < SLICES; i++) {
            ideal += idealOf(i);
            all += handled[i];
        }
        double mean = 0;
        double square = 0;
        int last = SLICES / 3;
        for (int i = SLICES - last; i < SLICES; i++) {
            mean += limits[i] / last;
            square += limits[i] * limits[i] / last;
        }
        double swing = Math.sqrt(Math.max(0, square - mean * mean)) / mean;
        double recovery = scenario.changes() ? secondsToIdeal(Scenario.CHANGE_OVER_NANOS) : 0;
        return new Result(
                all / ideal,
                (double) overloads / sent,
                waitedNanos / sent / NANOS_A_MILLI,
                secondsToIdeal(0),
                recovery,
                mean,
                swing);
    }

    private double secondsToIdeal(long fromNanos) {
        int first = (int) (fromNanos / SLICE_NANOS);
        for (int i = first; i < SLICES; i++) {
            if (handled[i] >= AS_GOOD_AS_IDEAL * idealOf(i)) {
                return (double) (i - first) * SLICE_NANOS / Scenario.seconds(1);
            }
        }
        return Double.NaN;
    }

    private double idealOf(int slice) {
        return scenario.idealRate(slice * SLICE_NANOS) * SLICE_NANOS / Scenario.seconds(1);
    }
}
