package dev.opportune.benchmarks.decisions;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/// Callers at once, each of which asks again when it has its answer.
final class Callers {

    static final int CALLERS = 64;

    private static final double NANOS_A_MICRO = 1e3;
    private static final double NANOS_A_SECOND = 1e9;

    private final Limiter limiter;
    private final LongFunction<String> users;
    private final long most;
    private final long endNanos;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong running = new AtomicLong(CALLERS);
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /// What came of a round.
    ///
    /// @param cpuMicros of this process, `redisMicros` of Redis, each decision
    record Round(long decided, long admitted, double perSecond, double cpuMicros, double redisMicros) {}

    private Callers(Limiter limiter, LongFunction<String> users, long most, long nanos) {
        this.limiter = limiter;
        this.users = users;
        this.most = most;
        this.endNanos = System.nanoTime() + nanos;
    }

    /// Asks for the users of 0, 1, … until there were so many or the time is over.
    static Round ask(RedisServer redis, Limiter limiter, LongFunction<String> users, long most, long nanos) {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double redisBefore = redis.cpuMicros();
        long cpuBefore = system.getProcessCpuTime();
        long begun = System.nanoTime();
        var callers = new Callers(limiter, users, most, nanos);
        for (int i = 0; i < CALLERS; i++) limiter.run(callers::next);
        callers.done.join();
        double took = System.nanoTime() - begun;
        double cpu = (system.getProcessCpuTime() - cpuBefore) / NANOS_A_MICRO;
        double redisCpu = redis.cpuMicros() - redisBefore;
        long decided = callers.answered.get();
        return new Round(
                decided, callers.admitted.get(), decided * NANOS_A_SECOND / took, cpu / decided, redisCpu / decided);
    }

    private void next() {
        long turn = asked.getAndIncrement();
        if (turn >= most || System.nanoTime() - endNanos >= 0) {
            if (running.decrementAndGet() == 0) done.complete(null);
            return;
        }
        limiter.ask(users.apply(turn)).whenComplete((passed, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
                return;
            }
            answered.incrementAndGet();
            if (passed) admitted.incrementAndGet();
            next();
        });
    }
}
