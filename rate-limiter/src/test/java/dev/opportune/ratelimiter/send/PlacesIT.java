package dev.opportune.ratelimiter.send;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.CapHit;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.model.StoredCounts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The places of caps: how many there are, and when one is free again, on a real Redis with a moved clock.
class PlacesIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final String POLICY_TEXT = """
            version: "1"
            defaults: {timezone: UTC}
            caps:
              three-a-day: {limit: 3, window: PT24H}
              one-today:   {limit: 1, calendar: day}
            categories:
              offer:  {class: promotional, caps: [three-a-day], ttl: PT2H, quiet_hours: ignore}
              today:  {class: promotional, caps: [one-today], ttl: P28D, quiet_hours: ignore}
              later:  {class: promotional, caps: [three-a-day], on_cap: defer, ttl: PT24H, quiet_hours: ignore}
            """;

    private static final Policy policy = Policies.of(POLICY_TEXT);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void the_send_after_the_last_place_is_suppressed_and_told_when_the_next_would_pass() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(admit("u", "offer").decision())
                    .isEqualTo(new Admitted(1, NOON.plus(Duration.ofHours(2)).plusSeconds(i)));
            now += 1000;
        }
        assertThat(admit("u", "offer").decision())
                .isEqualTo(new Suppressed(
                        SuppressReason.FREQUENCY_CAP,
                        new CapHit("three-a-day", 3, "PT24H", 3, 0, NOON.plus(Duration.ofDays(1)))));
        now = NOON.plus(Duration.ofDays(1)).toEpochMilli();
        assertThat(admit("u", "offer").decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void concurrent_sends_never_take_more_than_the_cap() throws Exception {
        List<Admit.Reply> replies = redis.onLane(() -> {
            var all = new ArrayList<Future<Admit.Reply>>();
            for (int i = 0; i < 200; i++) all.add(sends.store().admit(sends.request("u", "offer"), policy));
            return Future.all(all).map(done -> done.<Admit.Reply>list());
        });
        assertThat(replies)
                .filteredOn(reply -> ((Admit.Reply.Decided) reply).decision() instanceof Admitted)
                .hasSize(3);
    }

    @Test
    void a_send_counted_at_the_second_of_midnight_frees_its_place_a_day_later() throws Exception {
        now = Instant.parse("2026-11-22T23:59:59.500Z").toEpochMilli();
        assertThat(admit("u", "today").decision()).isInstanceOf(Admitted.class);
        var free = Instant.parse("2026-11-24T00:00:00Z");
        assertThat(admit("u", "today").decision())
                .isEqualTo(new Suppressed(SuppressReason.FREQUENCY_CAP, new CapHit("one-today", 1, "day", 1, 0, free)));
        now = free.toEpochMilli();
        assertThat(admit("u", "today").decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void a_send_waits_for_a_place_that_frees_before_its_deadline_and_not_for_one_that_frees_at_it() throws Exception {
        for (int i = 0; i < 3; i++) admit("u", "later");
        assertThat(admit("u", "later").decision()).isInstanceOf(Suppressed.class);
        now += 1;
        var deferred = (Deferred) admit("u", "later").decision();
        assertThat(deferred.releaseAt()).isEqualTo(NOON.plus(Duration.ofDays(1)));
    }

    @Test
    void a_cap_that_was_lowered_keeps_the_counts_of_the_limit_that_it_had() throws Exception {
        var wide = Policies.of(POLICY_TEXT.replace("limit: 1, calendar", "limit: 3, calendar"));
        for (int i = 0; i < 3; i++) sends.admit(sends.request("u", "today"), wide);
        now += Duration.ofDays(1).toMillis();
        admit("u", "today");
        var keys = redis.lane.keys();
        var key = keys.user(keys.partitionOf("u"), "u");
        var packed = redis.onLane(() -> call(redis.lane, key, c -> c.get(key)));
        assertThat(StoredCounts.read(packed).get("one-today")).hasSize(4);
    }

    @CanIgnoreReturnValue
    private static Admit.Reply.Decided admit(String user, String category) throws Exception {
        return sends.admit(sends.request(user, category), policy);
    }
}
