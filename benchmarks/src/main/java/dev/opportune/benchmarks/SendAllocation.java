package dev.opportune.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// **Question**: how many bytes does a lane allocate for one send, the client apart, and how many of them for which
/// part of its way?
///
/// **Workload**: a send read from its bytes; one decided and settled by a Redis of the same machine ([OneLane]); and
/// the
/// whole way through [OneGateway], without caps and with three: read, decided, pushed over TLS, settled and answered,
/// for [SocketCallers] with a request each under way. What the lane's thread allocated, and its processor time; of some
/// rounds the least, since what a lane does by the clock falls on the sends of a slow machine.
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

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final int sends;
    private final Map<String, Cost> costs = new LinkedHashMap<>();

    /// Of one send.
    record Cost(double bytes, double micros) {

        private Cost least(Cost other) {
            return new Cost(Math.min(bytes, other.bytes), Math.min(micros, other.micros));
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
        parts.costs.forEach((part, cost) ->
                System.out.printf(Locale.ROOT, "%s %.0f bytes %.1f µs%n", part, cost.bytes, cost.micros));
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
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long nanos = THREADS.getThreadCpuTime(thread);
        int batches = Math.max(1, sends / AT_ONCE);
        for (int i = 0; i < batches; i++) batch.run();
        double measured = batches * AT_ONCE;
        var cost = new Cost(
                (THREADS.getThreadAllocatedBytes(thread) - bytes) / measured,
                (THREADS.getThreadCpuTime(thread) - nanos) / measured / 1e3);
        costs.merge(part, cost, Cost::least);
    }
}
