package dev.opportune.perf.chaos.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Sends arrive at a rate, whatever the answers do (an open model), until it is ended.
public final class Arrivals {

    /// Callers that wait at a time; a send beyond them does not come, and is counted.
    private static final int MOST_WAITING = 10_000;

    private static final double NANOS_A_SECOND = 1e9;

    private final Source sends;
    private final Caller caller;
    private final int perSecond;
    private final Consumer<Story> told;
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread clock = Thread.ofPlatform().name("arrivals").unstarted(this::arrive);
    private volatile boolean ended;

    private Arrivals(Source sends, Caller caller, int perSecond, Consumer<Story> told) {
        this.sends = sends;
        this.caller = caller;
        this.perSecond = perSecond;
        this.told = told;
    }

    /// The first comes at once.
    ///
    /// @param told is given each send's story once its caller asks no more, on any thread
    public static Arrivals start(Source sends, List<String> gateways, String key, int perSecond, Consumer<Story> told) {
        var arrivals = new Arrivals(sends, new Caller(gateways, key), perSecond, told);
        arrivals.clock.start();
        return arrivals;
    }

    /// How many have come.
    public int begun() {
        return begun.get();
    }

    /// How many did not, since too many callers waited.
    public int left() {
        return left.get();
    }

    /// No more come; returns when every caller asks no more.
    public void end() throws InterruptedException {
        ended = true;
        clock.join();
        callers.close();
    }

    /// Asks once more for a send whose caller gave up: was it taken, its first answer comes again.
    public Story askAgain(Send send) throws InterruptedException {
        return caller.ask(send, Instant.now());
    }

    private void arrive() {
        long startNanos = System.nanoTime();
        var start = Instant.now();
        for (int number = 0; !ended && number < sends.most(); number++) {
            var due = Duration.ofNanos((long) (number / (double) perSecond * NANOS_A_SECOND));
            try {
                Thread.sleep(due.minusNanos(System.nanoTime() - startNanos));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            begin(number, start.plus(due));
        }
    }

    private void begin(int number, Instant due) {
        if (!room.tryAcquire()) {
            left.incrementAndGet();
            return;
        }
        begun.incrementAndGet();
        callers.execute(() -> {
            try {
                told.accept(caller.ask(sends.send(number, due), due));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                room.release();
            }
        });
    }
}
