package dev.opportune.benchmarks.limits;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import dev.opportune.connectors.wire.ConcurrencyLimit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A limit under comparison. Times are virtual, in nanoseconds.
interface Candidate {

    long WINDOW_MILLIS = 100;

    /// How many may be in flight now.
    int now();

    /// The provider allows another number of streams now.
    void most(int streams);

    /// An answer that says nothing of overload.
    void answered(long sentNanos, long tookNanos, int inFlight);

    /// A timeout, or an answer that says that the provider is overloaded.
    void overloaded(long sentNanos, long tookNanos, int inFlight);

    /// One with its name.
    ///
    /// @param start makes one that begins at 1 and may reach what it is given
    record Named(String name, IntFunction<Candidate> start) {}

    /// All of them. Netflix's may grow to what the provider allows, all else is their default, with two favours.
    /// Vegas and Gradient2, which their authors feed by windows, get the shortest that there is (100 ms; the
    /// default is 1 s) and begin at their default of 20, though APNs begins with 1: such a window needs ten
    /// answers. Gradient2 may queue the square root of its limit, not 4.
    static List<Named> all() {
        return List.of(
                new Named(
                        "Netflix AIMD",
                        most -> new NetflixLimit(
                                AIMDLimit.newBuilder()
                                        .initialLimit(1)
                                        .minLimit(1)
                                        .maxLimit(most)
                                        .build(),
                                most)),
                new Named(
                        "Netflix Vegas",
                        most -> new NetflixLimit(
                                windowed(VegasLimit.newBuilder()
                                        .maxConcurrency(most)
                                        .build()),
                                most)),
                new Named(
                        "Netflix Gradient2",
                        most -> new NetflixLimit(
                                windowed(Gradient2Limit.newBuilder()
                                        .maxConcurrency(most)
                                        .queueSizeFunction(it -> (int) Math.max(4, Math.sqrt(it)))
                                        .build()),
                                most)),
                new Named("own AIMD", AdditiveLimit::new),
                new Named("own gradient (chosen)", most -> new OurLimit(new ConcurrencyLimit(1, most))));
    }

    private static Limit windowed(Limit limit) {
        return WindowedLimit.newBuilder()
                .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                .maxWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                .build(limit);
    }
}
