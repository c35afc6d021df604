package dev.opportune.perf.attack;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Many clients at once, each on a virtual thread of its own, until the attack is over.
public final class Crowd {

    private static final long GRACE_MILLIS = 1_000;

    private Crowd() {}

    /// What one of them does. An [IOException] means that its connection ended before it did.
    public interface Member {
        void act(int number) throws IOException, InterruptedException;
    }

    /// Runs them to their ends, or interrupts those that are still at it when the attack is over; gives how many were
    /// cut off before.
    public static int run(Target target, int members, Member member) throws InterruptedException {
        var cutOff = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = IntStream.range(0, members)
                    .mapToObj(number -> threads.submit(() -> {
                        try {
                            member.act(number);
                        } catch (IOException | InterruptedException _) {
                            if (!target.isOver()) cutOff.incrementAndGet();
                        }
                    }))
                    .toList();
            threads.shutdown();
            while (!target.isOver() && !threads.awaitTermination(100, TimeUnit.MILLISECONDS)) {}
            if (!threads.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                var _ = threads.shutdownNow();
            }
            for (var end : ends) end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attacker failed", e.getCause());
        }
        return cutOff.get();
    }
}
