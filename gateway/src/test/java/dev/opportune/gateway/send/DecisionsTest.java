package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DecisionsTest {

    private static final Suppressed CAPPED = new Suppressed(
            SuppressReason.FREQUENCY_CAP,
            new CapHit("promo-day", 3, "PT24H", 2, 1, Instant.parse("2026-11-23T08:15:01Z")));
    private static final Suppressed MUTED = new Suppressed(SuppressReason.MUTED, null);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.opportune.suppressions");
    private final @Nullable Level levelBefore = logger.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Policy policy;
    private final Decisions decisions;
    private long nanos = Long.MAX_VALUE - 10; // a clock that wraps

    DecisionsTest() throws Exception {
        policy = PolicyFile.parse("""
                version: "v7"
                caps: {promo-day: {limit: 3, window: PT24H}, other: {limit: 1, window: PT1H}}
                categories:
                  sale: {class: promotional, caps: [promo-day, other], quiet_hours: drop, consent: opt_in}
                """, "test");
        decisions = new Decisions(new SendMetrics(registry, policy, Map.of()), () -> nanos);
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void silence() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(levelBefore);
    }

    @Test
    void a_suppression_is_counted_by_the_rule_behind_it() {
        decisions.atTheDoor("s-1", "sale", CAPPED, policy);
        decisions.atRelease("s-2", "sale", CAPPED, policy);
        decisions.atTheDoor("s-3", "sale", new Suppressed(SuppressReason.QUIET_HOURS, null), policy);
        decisions.atTheDoor("s-4", "sale", new Suppressed(SuppressReason.NOT_OPTED_IN, null), policy);
        decisions.atTheDoor("s-5", "sale", MUTED, policy);
        assertThat(count("frequency_cap", "promo-day")).isEqualTo(2);
        assertThat(count("quiet_hours", "drop")).isEqualTo(1);
        assertThat(count("not_opted_in", "opt_in")).isEqualTo(1);
        assertThat(count("muted", "")).isEqualTo(1);
        assertThat(registry.get("opportune.sends")
                        .tag("reason", "frequency_cap")
                        .tag("decision", "suppressed")
                        .counter()
                        .count())
                .as("one of them had waited: it was counted as deferred before")
                .isEqualTo(1);
    }

    @Test
    void every_rule_of_a_category_is_counted_from_zero_and_no_other() {
        assertThat(count("frequency_cap", "promo-day")).isZero();
        assertThat(count("frequency_cap", "other")).isZero();
        int reasons = SuppressReason.values().length;
        assertThat(registry.get("opportune.suppressions").counters()).hasSize(reasons - 1 + 2);
        decisions.atTheDoor("s-1", "sale", CAPPED, policy);
        decisions.atTheDoor("s-2", "sale", new Decision.Admitted(1, Instant.EPOCH), policy);
        assertThat(registry.get("opportune.suppressions").counters()).hasSize(reasons - 1 + 2);
    }

    @Test
    void a_category_that_the_policy_has_no_longer_is_counted_without_a_rule() {
        decisions.atRelease("s-1", "gone", new Suppressed(SuppressReason.CATEGORY_DISABLED, null), policy);
        decisions.atRelease("s-2", "gone", new Suppressed(SuppressReason.OPTED_OUT, null), policy);
        assertThat(registry.get("opportune.suppressions")
                        .tags("category", "gone", "rule", "")
                        .counters())
                .hasSize(2);
    }

    @Test
    void a_line_explains_a_suppression() {
        decisions.atTheDoor("s-1", "sale", CAPPED, policy);
        decisions.atRelease("s-2", "sale", MUTED, policy);
        decisions.atTheDoor("s-3", "sale", new Decision.Admitted(1, Instant.EPOCH), policy);
        assertThat(lines())
                .containsExactly(
                        "suppressed send_id=s-1 category=sale reason=frequency_cap rule=promo-day limit=3 window=PT24H"
                                + " used=2 reserved=1 next_at=2026-11-23T08:15:01Z at=door policy=v7 left_out=0",
                        "suppressed send_id=s-2 category=sale reason=muted at=release policy=v7 left_out=0");
    }

    @Test
    void one_line_a_second_of_each_reason_tells_how_many_it_left_out() {
        for (int i = 0; i < 5; i++) decisions.atTheDoor("s-" + i, "sale", MUTED, policy);
        nanos += 999_999_999;
        decisions.atTheDoor("s-5", "sale", MUTED, policy);
        decisions.atTheDoor("s-6", "sale", CAPPED, policy);
        nanos += 1;
        decisions.atTheDoor("s-7", "sale", MUTED, policy);
        assertThat(lines()).hasSize(3);
        assertThat(lines().getFirst()).contains("s-0", "left_out=0");
        assertThat(lines().getLast()).contains("s-7", "left_out=5");
    }

    @Test
    void at_level_warn_nothing_is_logged_and_all_is_counted() {
        logger.setLevel(Level.WARN);
        decisions.atTheDoor("s-1", "sale", CAPPED, policy);
        assertThat(lines()).isEmpty();
        assertThat(count("frequency_cap", "promo-day")).isEqualTo(1);
    }

    private double count(String reason, String rule) {
        return registry.get("opportune.suppressions")
                .tags("category", "sale", "reason", reason, "rule", rule)
                .counter()
                .count();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
