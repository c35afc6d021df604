package dev.opportune.gateway.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Spans on their way to the collector: lanes put them into a bounded queue, without waiting, and a thread of its own
/// tells them in batches, one after another. What finds the queue full is dropped, what the collector did not take is
/// lost; both are counted, and said once a while. OpenTelemetry's own counts neither by a name of ours, and logs past
/// the log.
final class SpanQueue implements SpanProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

    private static final int BATCH = 512;
    private static final long BATCH_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /// Beside what the exporter itself may take.
    private static final long GRACE_MS = 1_000;

    private final SpanExporter exporter;
    private final String collector;
    private final int most;
    private final long patienceMillis;
    private final Queue<ReadableSpan> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Counter told;
    private final Counter dropped;
    private final Counter lost;
    private final Thread teller;

    private volatile boolean closing;
    private volatile @Nullable String fault;

    /// Of the teller.
    private double unsaid;

    private long saidNanos = System.nanoTime() - SAY_AGAIN_NANOS;

    /// @param collector as it is named to operators
    /// @param most spans that wait
    /// @param timeout of one batch
    SpanQueue(SpanExporter exporter, String collector, int most, Duration timeout, MeterRegistry meters) {
        this.exporter = exporter;
        this.collector = collector;
        this.most = most;
        this.patienceMillis = timeout.toMillis() + GRACE_MS;
        this.told = counter("told", meters);
        this.dropped = counter("dropped", meters);
        this.lost = counter("lost", meters);
        Gauge.builder("opportune.spans.waiting", size, AtomicInteger::get)
                .description("Spans that wait to be told to the collector")
                .register(meters);
        this.teller = Thread.ofPlatform().daemon().name("opportune-traces").start(this::tell);
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("opportune.spans")
                .description("Spans told to the collector, dropped since too many waited, or lost since it took none")
                .tag("outcome", outcome)
                .register(meters);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        int now = size.incrementAndGet();
        if (now > most || closing) {
            size.decrementAndGet();
            dropped.increment();
            return;
        }
        waiting.add(span);
        if (now == BATCH) LockSupport.unpark(teller);
    }

    /// Why spans do not get through now.
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private void tell() {
        while (!closing) {
            LockSupport.parkNanos(this, BATCH_EVERY_NANOS);
            tellAll();
            say();
        }
        tellAll();
    }

    private void tellAll() {
        for (var batch = batch(); !batch.isEmpty(); batch = batch()) {
            tell(batch);
            if (fault != null) return;
        }
    }

    private List<SpanData> batch() {
        var batch = new ArrayList<SpanData>();
        while (batch.size() < BATCH) {
            var span = waiting.poll();
            if (span == null) break;
            size.decrementAndGet();
            batch.add(span.toSpanData());
        }
        return batch;
    }

    private void tell(List<SpanData> batch) {
        @Nullable String why;
        try {
            why = FailedExports.reason(exporter.export(batch).join(patienceMillis, TimeUnit.MILLISECONDS));
        } catch (RuntimeException defect) {
            why = String.valueOf(defect);
        }
        if (why == null) told.increment(batch.size());
        else lost.increment(batch.size());
        fault = why == null ? null : "the collector at " + collector + " takes no spans: " + why;
    }

    private void say() {
        double missing = dropped.count() + lost.count();
        long now = System.nanoTime();
        if (missing == unsaid || now - saidNanos < SAY_AGAIN_NANOS) return;
        LOG.warn(
                "{} spans were not told: {}",
                (long) (missing - unsaid),
                fault == null ? "more came than could wait" : fault);
        unsaid = missing;
        saidNanos = now;
    }

    /// Tells what waits, and ends; for so long at most.
    void close(Duration patience) {
        closing = true;
        LockSupport.unpark(teller);
        long endsNanos = System.nanoTime() + patience.toNanos();
        try {
            boolean hasEnded = teller.join(patience);
            if (!hasEnded) teller.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long leftNanos = Math.max(0, endsNanos - System.nanoTime());
        var _ = exporter.shutdown().join(leftNanos, TimeUnit.NANOSECONDS);
        int left = size.getAndSet(0);
        lost.increment(left);
        if (left > 0) LOG.warn("{} spans were not told at the end", left);
    }
}
