package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is counted and logged of a lane's decisions. Every suppression, at the door or when what waited is decided
/// afresh, is counted by the rule behind it; of each reason one a second is logged with its explanation. A line tells
/// neither user nor content nor device token: who may know them finds the send by its id. Confined to the lane.
final class Decisions {

    /// Has a level of its own (logback.xml).
    private static final Logger LOG = LoggerFactory.getLogger("dev.opportune.suppressions");

    /// A lane logs one suppression of each reason in this time; the next line tells how many it left out.
    private static final long LINE_EVERY_NANOS = 1_000_000_000;

    private final SendMetrics metrics;
    private final LongSupplier nanoTime;
    private final Map<SuppressReason, Sample> samples = new EnumMap<>(SuppressReason.class);

    private static final class Sample {
        private long saidNanos;
        private long leftOut;
    }

    Decisions(SendMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /// A send was decided for the first time.
    void atTheDoor(String sendId, String category, Decision decision, Policy rules) {
        metrics.decided(category, decision);
        if (decision instanceof Suppressed suppressed) suppressed(sendId, category, suppressed, rules, "door");
    }

    /// What waited was suppressed when it was decided afresh.
    void atRelease(String sendId, String category, Suppressed suppressed, Policy rules) {
        suppressed(sendId, category, suppressed, rules, "release");
    }

    private void suppressed(String sendId, String category, Suppressed suppressed, Policy rules, String where) {
        var rule = suppressed.rule(rules.categories().get(category));
        metrics.suppressed(category, suppressed.reason(), rule);
        if (!LOG.isInfoEnabled()) return;
        long now = nanoTime.getAsLong();
        var sample = samples.get(suppressed.reason());
        if (sample == null) {
            sample = new Sample();
            samples.put(suppressed.reason(), sample);
        } else if (now - sample.saidNanos < LINE_EVERY_NANOS) {
            sample.leftOut++;
            return;
        }
        LOG.info(line(sendId, category, suppressed, rule, where, rules.version(), sample.leftOut));
        sample.saidNanos = now;
        sample.leftOut = 0;
    }

    private static String line(
            String sendId,
            String category,
            Suppressed suppressed,
            String rule,
            String where,
            String policyVersion,
            long leftOut) {
        var line = new StringBuilder("suppressed");
        put(line, "send_id", sendId);
        put(line, "category", category);
        put(line, "reason", suppressed.reason().word());
        if (!rule.isEmpty()) put(line, "rule", rule);
        if (suppressed.cap() != null) put(line, suppressed.cap());
        put(line, "at", where);
        put(line, "policy", policyVersion);
        put(line, "left_out", leftOut);
        return line.toString();
    }

    private static void put(StringBuilder line, CapHit hit) {
        put(line, "limit", hit.limit());
        put(line, "window", hit.window());
        put(line, "used", hit.used());
        put(line, "reserved", hit.reserved());
        put(line, "next_at", hit.nextAt() == null ? "never" : hit.nextAt());
    }

    private static void put(StringBuilder line, String name, Object value) {
        line.append(' ').append(name).append('=').append(value);
    }
}
