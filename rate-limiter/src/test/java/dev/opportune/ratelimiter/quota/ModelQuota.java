package dev.opportune.ratelimiter.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

/// A quota a second time, filled one millisecond after the other, with a ledger of the last minute: what `quota.lua` is
/// held to.
final class ModelQuota {

    private static final long MINUTE_MS = 60_000;

    private final int perMinute;
    private final long rampMillis;
    private final int burst;
    private final Deque<Given> lastMinute = new ArrayDeque<>();
    private double permits = -1;
    private long began;
    private long asked;

    private record Given(long at, int permits) {}

    ModelQuota(int perMinute, long rampMillis, long now) {
        this.perMinute = perMinute;
        this.rampMillis = rampMillis;
        this.burst = Math.max(1, perMinute / 60);
        this.asked = now;
    }

    /// Holds a portion to what the model would give, to a permit, and to the ledger.
    void check(long now, int wanted, RedisQuotas.Portion portion) {
        if (permits < 0 || now - asked >= MINUTE_MS) {
            began = now;
            permits = room(now);
        }
        for (long ms = asked + 1; ms <= now && began < now; ms++) {
            if (ms <= began) continue;
            permits = Math.min(room(ms), permits + share(ms - 0.5) * (perMinute - burst + 1) / MINUTE_MS);
        }
        asked = now;
        assertThat(portion.permits())
                .as("%d a minute, ramp-up %d ms, %d ms after a pause", perMinute, rampMillis, now - began)
                .isBetween((int) Math.min(wanted, permits - 0.01), (int) Math.min(wanted, permits + 0.01));
        assertThat(portion.nextIn().isZero()).isEqualTo(portion.permits() == wanted);
        permits = Math.max(0, permits - portion.permits());

        lastMinute.add(new Given(now, portion.permits()));
        while (now - lastMinute.peek().at >= MINUTE_MS) lastMinute.remove();
        assertThat(lastMinute.stream().mapToInt(Given::permits).sum())
                .as("what any 60 s give")
                .isLessThanOrEqualTo(perMinute);
    }

    private double room(long ms) {
        return Math.max(1, burst * share((double) ms));
    }

    private double share(double atMs) {
        return atMs - began >= rampMillis ? 1 : 0.02 + 0.98 * (atMs - began) / rampMillis;
    }
}
