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
final class Tally implements Generator.Heard {

    private static final long MOST_MICROS = 120_000_000;

    private final long begunNanos = System.nanoTime();
    private final List<One> all = new ArrayList<>(1 << 16);

    /// One request, and what came of it.
    ///
    /// @param dueSeconds since the tally began
    /// @param answer null: none
    record One(Generator.Request request, double dueSeconds, long tookNanos, Connection.@Nullable Answer answer) {

        int status() {
            return answer == null ? 0 : answer.status();
        }

        /// Whether it was decided, as its caller may expect.
        boolean isGood() {
            return status() == 200 || status() == 202;
        }

        boolean isOf(String category) {
            return request.content().body().contains("\"category\":\"" + category + '"');
        }

        Told told() {
            String key = request.content().key();
            return answer == null
                    ? Told.nothing(key)
                    : Told.answer(key, answer.status(), answer.body(), answer.replayed());
        }
    }

    @Override
    public void answered(Generator.Request request, Connection.Answer answer, long tookNanos) {
        all.add(new One(request, dueSeconds(request), tookNanos, answer));
    }

    @Override
    public void failed(Generator.Request request, String why) {
        all.add(new One(request, dueSeconds(request), System.nanoTime() - request.dueNanos(), null));
    }

    private double dueSeconds(Generator.Request request) {
        return (request.dueNanos() - begunNanos) / 1e9;
    }

    List<One> all() {
        return all;
    }

    long count(Predicate<One> which) {
        return all.stream().filter(which).count();
    }

    /// Microseconds since each was due.
    Histogram times(Predicate<One> which) {
        var times = new Histogram(MOST_MICROS, 3);
        for (var one : all) {
            if (which.test(one)) times.recordValue(Math.min(Math.max(one.tookNanos / 1_000, 1), MOST_MICROS));
        }
        return times;
    }

    double millis(double percentile, Predicate<One> which) {
        return times(which).getValueAtPercentile(percentile) / 1e3;
    }

    Map<Integer, Long> byStatus() {
        var counts = new TreeMap<Integer, Long>();
        for (var one : all) counts.merge(one.status(), 1L, Long::sum);
        return counts;
    }

    @SuppressWarnings("ReferenceEquality") // that very phase: another may be like it
    static Predicate<One> in(Phase phase) {
        return one -> one.request.phase() == phase;
    }
}
