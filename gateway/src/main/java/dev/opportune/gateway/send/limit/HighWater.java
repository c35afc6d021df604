package dev.opportune.gateway.send.limit;

import dev.opportune.ratelimiter.SendClass;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How full Redis' memory is, and which sends that keeps out, so that what was taken can still end. One lane tells, any
/// thread may ask.
public final class HighWater {

    public static final int DEFAULT_PERCENT = 80;

    /// Keeps nothing out.
    public static final int OFF = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HighWater.class);

    private final int promotional;
    private final int allButCritical;
    private volatile double percent;
    private volatile int told;

    /// @param percent of Redis' `maxmemory` above which promotional sends are refused; half way from there to all of it
    ///     all but critical ones are
    public HighWater(int percent, MeterRegistry meters) {
        this.promotional = percent;
        this.allButCritical = (percent + OFF) / 2;
        Gauge.builder("opportune.redis.memory.used", this, it -> it.percent / 100)
                .description("How much of its maxmemory Redis uses; 0 while it has no bound")
                .baseUnit("ratio")
                .strongReference(true)
                .register(meters);
    }

    /// What Redis uses now.
    ///
    /// @param mostBytes 0: it has no bound
    public void saw(long usedBytes, long mostBytes) {
        percent = mostBytes == 0 ? 0 : 100.0 * usedBytes / mostBytes;
        int level = level();
        if (level == told) return;
        if (level == 0) LOG.info("Redis has room again: {} of its memory is used", share());
        else LOG.warn("{}", sentence(level));
        told = level;
    }

    /// Whether sends of this class are kept out now.
    public boolean refuses(SendClass sendClass) {
        return switch (sendClass) {
            case CRITICAL -> false;
            case TRANSACTIONAL -> level() == 2;
            case PROMOTIONAL -> level() >= 1;
        };
    }

    /// What is kept out, if anything is, as a plain sentence.
    public Optional<String> fault() {
        int level = level();
        return level == 0 ? Optional.empty() : Optional.of(sentence(level));
    }

    private int level() {
        if (promotional >= OFF) return 0;
        return percent > allButCritical ? 2 : percent > promotional ? 1 : 0;
    }

    private String sentence(int level) {
        return "Redis uses " + share() + " of its memory: "
                + (level == 1
                        ? "promotional sends are refused (expected: at most " + promotional
                        : "all but critical sends are refused (expected: at most " + allButCritical)
                + " %)";
    }

    private String share() {
        return String.format(Locale.ROOT, "%.0f %%", percent);
    }
}
