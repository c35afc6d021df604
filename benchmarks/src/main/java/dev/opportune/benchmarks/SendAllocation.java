package dev.opportune.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// **Question**: how many bytes does a lane allocate for one send, the client apart, and how many of them for which
/// part of its way?
///
/// **Workload**: a send read from its bytes; one decided and settled by a Redis of the same machine ([OneLane]); and
/// the whole way through [OneGateway], without caps and with three: read, decided, pushed over TLS, settled and
/// answered, for [SocketCallers] with a request each under way. What the lane's thread allocated, and its processor
/// time, but for what it does by the clock, which is measured in a pause after each round; medians of the rounds.
///
/// **Command**: `java -cp benchmarks/target/benchmarks.jar dev.opportune.benchmarks.SendAllocation [SENDS A ROUND]`
///
/// With `-XX:TieredStopAtLevel=1` no allocation is optimized away and the first send counts as the last: so
/// `SendAllocationIT` holds the figures (ADR 20).
final class SendAllocation {

    private static final int ROUNDS = 5;
    private static final int AT_ONCE = 32;
    private static final int SENDS = 640;
    private static final int USERS = 500;
    private static final long MOST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int sends;
    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    private record Cost(double bytes, double nanos) {

        static Cost of(long thread) {
            return new Cost(THREADS.getThreadAllocatedBytes(thread), THREADS.getThreadCpuTime(thread));
        }

        Cost less(Cost other) {
            return new Cost(bytes - other.bytes, nanos - other.nanos);
        }

        Cost times(double many) {
            return new Cost(bytes * many, nanos * many);
        }
    }

    private interface Batch {
        void run() throws Exception;
    }

    private SendAllocation(int sends) {
        this.sends = sends;
    }

    /// Prints a line for each part: its name, bytes, and microseconds of processor time.
    public static void main(String[] args) throws Exception {
        var parts = new SendAllocation(args.length > 0 ? Integer.parseInt(args[0]) : SENDS);
        parts.read();
        parts.decide();
        parts.send();
        parts.costs.forEach((part, rounds) -> System.out.printf(
                Locale.ROOT,
                "%s %.0f bytes %.1f µs%n",
                part,
                median(rounds, Cost::bytes),
                median(rounds, Cost::nanos) / 1e3));
    }

    private static double median(List<Cost> rounds, ToDoubleFunction<Cost> of) {
        return rounds.stream().mapToDouble(of).sorted().toArray()[rounds.size() / 2];
    }

    private void read() throws Exception {
        var body = new Workload().nextBody();
        for (int round = 0; round < ROUNDS; round++) {
            measure("read", Thread.currentThread().threadId(), () -> {
                for (int i = 0; i < AT_ONCE; i++) {
                    var _ = Workload.read(body);
                }
            });
        }
    }

    private void decide() throws Exception {
        var admission = new AdmissionBenchmark();
        admission.start();
        for (int round = 0; round < ROUNDS; round++) {
            measure("decide", admission.laneThread(), () -> {
                var _ = admission.admitAndSettle(AT_ONCE);
            });
        }
        admission.stop();
    }

    private void send() throws Exception {
        var folder = TemporaryFolder.create();
        try (var gateway = new OneGateway(folder.path());
                var callers = new SocketCallers(gateway.port(), AT_ONCE, USERS)) {
            callers.register();
            for (int round = 0; round < ROUNDS; round++) {
                for (var category : OneGateway.CATEGORIES) {
                    measure("send-" + category, gateway.laneThread(), () -> callers.send(category));
                }
            }
        } finally {
            folder.delete();
        }
    }

    private void measure(String part, long thread, Batch batch) throws Exception {
        int batches = Math.max(1, sends / AT_ONCE);
        var before = Cost.of(thread);
        long beganNanos = System.nanoTime();
        for (int i = 0; i < batches; i++) batch.run();
        long busyNanos = System.nanoTime() - beganNanos;
        var after = Cost.of(thread);
        Thread.sleep(Duration.ofNanos(Math.min(busyNanos / 2, MOST_PAUSE_NANOS)));
        double pauses = (double) busyNanos / (System.nanoTime() - beganNanos - busyNanos);
        var byTheClock = Cost.of(thread)
                .less(after)
                .times(thread == Thread.currentThread().threadId() ? 0 : pauses);
        var cost = after.less(before).less(byTheClock).times(1.0 / (batches * AT_ONCE));
        costs.computeIfAbsent(part, _ -> new ArrayList<>()).add(cost);
    }
}
