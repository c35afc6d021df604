package dev.opportune.benchmarks;

import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Ending.Settlement;
import dev.opportune.ratelimiter.send.Lease;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// **Question**: how many sends can one lane have decided, written down and settled by Redis, and what does each cost
/// the gateway's process?
///
/// **Workload**: admit (every gate, one cap, the record and its lease) and then settle (the receipt, and the cap's
/// place given back, since the device refused) over one connection to a Redis of the same machine: two round trips, one
/// at a time or 64 sends at once. The reading of the request is not in it.
///
/// **Command**: `java -jar benchmarks/target/benchmarks.jar AdmissionBenchmark -prof gc`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 15, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class AdmissionBenchmark {

    private static final int PIPELINED = 64;

    private final Policy policy = Workload.policy();
    private final Workload workload = new Workload();
    private final SendRequest send = workload.nextRequest();
    private OneLane lane;

    @Setup
    public void start() {
        lane = new OneLane();
    }

    @TearDown
    public void stop() throws IOException {
        lane.close();
    }

    @Benchmark
    public boolean admit_and_settle_one_at_a_time() {
        return lane.await(this::admitAndSettle);
    }

    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public List<Boolean> admit_and_settle_64_at_once() {
        return admitAndSettle(PIPELINED);
    }

    List<Boolean> admitAndSettle(int atOnce) {
        return lane.awaitAll(atOnce, this::admitAndSettle);
    }

    long laneThread() {
        return lane.thread();
    }

    private Future<Boolean> admitAndSettle() {
        var user = workload.nextUser();
        var sendId = lane.store.newSendId(user);
        return lane.store.admit(request(sendId, user), policy).compose(reply -> settle(sendId, user, reply));
    }

    private Future<Boolean> settle(String sendId, String user, Admit.Reply reply) {
        if (!(reply instanceof Admit.Reply.Decided(var _, var decision, var _, Lease lease, var _))) {
            return Future.failedFuture("not admitted: " + reply);
        }
        if (lease == null) return Future.failedFuture("not admitted: " + decision);
        var refused = lease.deliveries().stream()
                .map(delivery -> delivery.with(Outcome.UNREGISTERED, "UNREGISTERED", null, 1))
                .toList();
        return lane.store.settle(
                sendId, user, new Settlement(lease.fence(), SendState.REJECTED, "", refused, List.of()));
    }

    private Admit.Request request(String sendId, String user) {
        var device = send.devices().getFirst();
        return new Admit.Request(
                sendId,
                user,
                "benchmark",
                null,
                send.category(),
                send.campaign(),
                send.ref(),
                null,
                send.contentJson(),
                send.moment(),
                List.of(new Admit.InlineDevice(device.app(), device.deviceToken())));
    }
}
