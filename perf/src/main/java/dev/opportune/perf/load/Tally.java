package dev.opportune.perf.load;

import dev.opportune.perf.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What callers were told, and after how long since they were to ask. Confined to the generator's thread until the run
/// is over.
public final class Tally implements Heard {

    /// What comes later finds nobody who waits for it.
    static final double PATIENCE_MS = 2_000;

    private static final long MOST_MICROS = 120_000_000;

    private final long begunNanos = System.nanoTime();
    private final long begunMillis = System.currentTimeMillis();
    private final List<One> all = new ArrayList<>(1 << 16);

    /// One request, and what came of it. The request's body is not kept: a run has hundreds of thousands.
    ///
    /// @param key empty: the ledger has been told of it
    /// @param bad whether it was to be refused as such
    /// @param dueSeconds since the tally began
    /// @param answer null: none
    public record One(
            String key,
            String category,
            boolean bad,
            Phase phase,
            double dueSeconds,
            long tookNanos,
            @Nullable Answer answer) {

        public int status() {
            return answer == null ? 0 : answer.status();
        }

        /// Whether it was decided, as its caller may expect.
        public boolean isGood() {
            return status() == 200 || status() == 202;
        }

        /// Whether its caller still waited when it was decided.
        public boolean isTimely() {
            return isGood() && tookNanos <= PATIENCE_MS * 1e6;
        }

        /// No decision, though nothing was wrong with it.
        public boolean isFailed() {
            return !isGood() && !(bad && (status() == 400 || status() == 422));
        }

        public boolean isReplay() {
            return answer != null && answer.replayed();
        }

        public boolean isOf(String name) {
            return category.equals(name);
        }

        public Told told() {
            return answer == null
                    ? Told.nothing(key)
                    : Told.answer(key, answer.status(), answer.body(), answer.replayed());
        }
    }

    @Override
    public void answered(Request request, Answer answer, long tookNanos) {
        add(request, tookNanos, answer);
    }

    @Override
    public void failed(Request request, String why) {
        add(request, System.nanoTime() - request.dueNanos(), null);
    }

    private void add(Request request, long tookNanos, @Nullable Answer answer) {
        var content = request.content();
        double dueSeconds = (request.dueNanos() - begunNanos) / 1e9;
        all.add(new One(
                content.key(), content.category(), content.bad(), request.phase(), dueSeconds, tookNanos, answer));
    }

    /// One line of many, of which the ledger has been told: no more of it is kept than its time and status.
    void line(Phase phase, Content content, long tookNanos, int status) {
        double dueSeconds = (System.nanoTime() - tookNanos - begunNanos) / 1e9;
        var answer = new Answer(status, "", false);
        all.add(new One("", content.category(), content.bad(), phase, dueSeconds, tookNanos, answer));
    }

    public List<One> all() {
        return all;
    }

    public long count(Predicate<One> which) {
        return all.stream().filter(which).count();
    }

    /// Those of the phase that were decided while their caller waited, a second.
    public double goodput(Phase phase) {
        return count(in(phase).and(One::isTimely)) / phase.seconds();
    }

    /// When it was due, since 1970.
    public double dueMillis(One one) {
        return begunMillis + one.dueSeconds * 1e3;
    }

    /// Microseconds since each was due.
    Histogram times(Predicate<One> which) {
        var times = new Histogram(MOST_MICROS, 3);
        for (var one : all) {
            if (which.test(one)) times.recordValue(Math.min(Math.max(one.tookNanos / 1_000, 1), MOST_MICROS));
        }
        return times;
    }

    public double millis(double percentile, Predicate<One> which) {
        return times(which).getValueAtPercentile(percentile) / 1e3;
    }

    Map<Integer, Long> byStatus() {
        var counts = new TreeMap<Integer, Long>();
        for (var one : all) counts.merge(one.status(), 1L, Long::sum);
        return counts;
    }

    @SuppressWarnings("ReferenceEquality") // that very phase: another may be like it
    public static Predicate<One> in(Phase phase) {
        return one -> one.phase() == phase;
    }
}
