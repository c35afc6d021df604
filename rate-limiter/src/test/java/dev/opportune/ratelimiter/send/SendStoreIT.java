package dev.opportune.ratelimiter.send;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static dev.opportune.ratelimiter.redis.RawCommands.onAll;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.DeferReason;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.SuppressReason;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The life of a send, script by script, on a real Redis with a moved clock.
class SendStoreIT {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final String POLICY_TEXT = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT1H}
            caps:
              three-a-day: {limit: 3, window: PT24H}
              one-today:   {limit: 1, calendar: day}
            categories:
              offer:  {class: promotional, caps: [three-a-day], ttl: PT2H, consent: opt_out, quiet_hours: defer}
              night:  {class: promotional, ttl: P1D, consent: opt_out, quiet_hours: defer}
              today:  {class: promotional, caps: [one-today], ttl: P28D, quiet_hours: ignore, consent: none}
              later:  {class: promotional, caps: [three-a-day], on_cap: defer, ttl: PT24H, quiet_hours: ignore}
              alert:  {class: critical, ttl: PT30M, quiet_hours: ignore, consent: none}
            """;

    private static final Policy policy = Policies.of(POLICY_TEXT);

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = sends("lane-1");

    private static AwaitedSends sends(String owner) {
        return redis.sends(owner, () -> now);
    }

    @BeforeEach
    void clean() {
        now = NOON.toEpochMilli();
    }

    @Test
    void a_replay_gets_the_first_answer_and_another_body_a_mismatch() throws Exception {
        var key = new Admit.Idempotency("key", "digest");
        var first = decided(admit("u", "offer", key));
        var second = decided(admit("u", "offer", key));
        assertThat(second.sendId()).isEqualTo(first.sendId());
        assertThat(second.replayed()).isTrue();
        assertThat(second.lease()).isNull();
        assertThat(second.decision()).isEqualTo(first.decision());
        assertThat(admit("u", "offer", new Admit.Idempotency("key", "other"))).isInstanceOf(Admit.Reply.Mismatch.class);
    }

    @Test
    void a_moment_counts_from_when_the_send_came_in_though_redis_hears_of_it_late() throws Exception {
        long received = now;
        now += Duration.ofMinutes(10).toMillis();
        var late = (Admitted) sends.admit(cameIn(received, request("u", "alert", null)), policy)
                .decision();
        assertThat(late.deadline()).isEqualTo(Instant.ofEpochMilli(received).plus(Duration.ofMinutes(30)));

        now = received + Duration.ofMinutes(31).toMillis();
        var tooLate = sends.admit(cameIn(received, request("u", "alert", null)), policy)
                .decision();
        assertThat(tooLate)
                .isInstanceOfSatisfying(
                        Suppressed.class, it -> assertThat(it.reason()).isEqualTo(SuppressReason.EXPIRED));

        var ahead = (Admitted) sends.admit(cameIn(now + 60_000, request("u", "alert", null)), policy)
                .decision();
        assertThat(ahead.deadline()).isEqualTo(Instant.ofEpochMilli(now).plus(Duration.ofMinutes(30)));
    }

    private static Admit.Request cameIn(long received, Admit.Request r) {
        return new Admit.Request(
                r.sendId(),
                r.user(),
                r.caller(),
                r.idempotency(),
                r.category(),
                r.campaign(),
                r.ref(),
                r.collapseKey(),
                r.content(),
                r.moment(),
                r.inline(),
                received,
                null,
                null);
    }

    @Test
    void a_repeated_call_with_the_same_send_id_gets_the_same_lease() throws Exception {
        var request = request("u", "offer", null);
        var first = sends.admit(request, policy);
        var again = sends.admit(request, policy);
        assertThat(again.decision()).isEqualTo(first.decision());
        assertThat(again.lease().deliveries()).isEqualTo(first.lease().deliveries());
        assertThat(gates(dryRun("u", "offer"))).containsEntry("caps", true);
    }

    @Test
    void quiet_hours_defer_to_their_end_or_suppress_what_would_expire_in_them() throws Exception {
        now = Instant.parse("2026-11-22T23:30:00Z").toEpochMilli();
        var dawn = Instant.parse("2026-11-23T08:00:00Z");
        assertThat(admit("u", "night").decision())
                .isEqualTo(new Deferred(DeferReason.QUIET_HOURS, dawn, Instant.parse("2026-11-23T23:30:00Z"), null));
        assertThat(admit("u", "offer").decision())
                .isEqualTo(new Suppressed(SuppressReason.WOULD_EXPIRE_IN_QUIET_HOURS, null));
        assertThat(admit("u", "alert").decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void partitions_that_are_asked_at_once_tell_what_each_tells_by_itself() throws Exception {
        now = Instant.parse("2026-11-22T23:30:00Z").toEpochMilli();
        for (int i = 0; i < 40; i++) admit("u" + i, i % 3 == 0 ? "alert" : "night");
        var partitions = IntStream.range(0, sends.store().partitions()).boxed().toList();
        for (var at : List.of(now, Instant.parse("2026-11-23T08:00:00Z").toEpochMilli())) {
            now = at;
            for (int from = 0; from < partitions.size(); from += sends.store().scannedAtOnce()) {
                var group = partitions.subList(
                        from, Math.min(partitions.size(), from + sends.store().scannedAtOnce()));
                var together = redis.onLane(() -> sends.store().scan(group, Long.MAX_VALUE, 2));
                var each = new ArrayList<Scan.Found>();
                for (int p : group) each.add(redis.onLane(() -> sends.store().scan(p, Long.MAX_VALUE, 2)));
                assertThat(together).isEqualTo(each);
            }
        }
    }

    @Test
    void a_deferred_send_is_woken_claimed_and_settled_when_its_time_comes() throws Exception {
        now = Instant.parse("2026-11-22T23:30:00Z").toEpochMilli();
        var sendId = admit("u", "night").sendId();
        int partition = Integer.parseInt(sendId.substring(0, sendId.indexOf('-')), 16);
        var asleep = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10));
        assertThat(asleep.due()).isEmpty();
        assertThat(asleep.counts()).isEqualTo(counts(1, 0));

        now = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
        var asked = redis.onLane(() -> sends.store().scan(partition, now - 1, 10));
        assertThat(asked.due()).as("by an instant before").isEmpty();
        assertThat(asked.nextMillis()).isEqualTo(now);
        assertThat(redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10))
                        .due())
                .containsExactly(sendId);
        assertThat(sends.wake(sendId)).isEqualTo(Scan.Woken.READY);
        var awake = redis.onLane(() -> sends.store().scan(partition, Long.MAX_VALUE, 10));
        assertThat(awake.counts()).isEqualTo(counts(0, 1));
        assertThat(awake.ready())
                .containsExactly(new Scan.Ready(
                        SendClass.PROMOTIONAL,
                        Instant.parse("2026-11-23T23:30:00Z").toEpochMilli(),
                        sendId));

        var leased = claim(sendId);
        assertThat(leased.send().state()).isEqualTo(SendState.DISPATCHING);
        assertThat(leased.lease().deliveries()).hasSize(1);
        assertThat(leased.lease().holdUntilMillis())
                .isEqualTo(Instant.parse("2026-11-23T22:00:00Z").toEpochMilli());
        assertThat(settle(sendId, "u", leased.lease(), SendState.ACCEPTED)).isTrue();
        assertThat(settle(sendId, "u", leased.lease(), SendState.ACCEPTED))
                .as("a repeat")
                .isTrue();
        assertThat(sends.receipt(sendId).state()).isEqualTo(SendState.ACCEPTED);
    }

    @Test
    void a_place_is_given_back_when_every_device_refuses() throws Exception {
        for (int i = 0; i < 3; i++) {
            var decided = admit("u", "offer");
            if (i == 1) {
                assertThat(settle(decided.sendId(), "u", decided.lease(), SendState.REJECTED))
                        .isTrue();
            }
        }
        assertThat(admit("u", "offer").decision()).isInstanceOf(Admitted.class);
        assertThat(admit("u", "offer").decision()).isInstanceOf(Suppressed.class);
    }

    @Test
    void an_unconfirmed_send_keeps_its_place() throws Exception {
        for (int i = 0; i < 3; i++) {
            var decided = admit("u", "offer");
            assertThat(settle(decided.sendId(), "u", decided.lease(), SendState.UNCONFIRMED))
                    .isTrue();
        }
        assertThat(admit("u", "offer").decision()).isInstanceOf(Suppressed.class);
    }

    @Test
    void an_expired_lease_is_taken_over_with_its_deliveries_unconfirmed() throws Exception {
        var decided = admit("u", "offer");
        now += 31_000;
        assertThat(sends.wake(decided.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
        var leased = (Claim.Reply.Leased) sends("lane-2").claim(decided.sendId(), policy);
        assertThat(leased.lease().fence()).isEqualTo(2);
        assertThat(leased.lease().deliveries()).extracting(Delivery::outcome).containsExactly(Outcome.UNCONFIRMED);
        assertThat(settle(decided.sendId(), "u", decided.lease(), SendState.ACCEPTED))
                .as("the former owner's lease is stale")
                .isFalse();
    }

    @Test
    void a_parked_send_keeps_its_outcomes_and_places() throws Exception {
        var decided = admit("u", "offer");
        var tried = outcome(decided.lease(), Outcome.NOT_SENT);
        assertThat(redis.onLane(() -> sends.store().park(decided.sendId(), "u", 1, now + 5000, tried, List.of())))
                .isTrue();
        now += 5000;
        assertThat(sends.wake(decided.sendId())).isEqualTo(Scan.Woken.READY);
        var leased = claim(decided.sendId());
        assertThat(leased.lease().deliveries()).isEqualTo(tried);
        assertThat(settle(decided.sendId(), "u", leased.lease(), SendState.REJECTED))
                .isTrue();
        assertThat(admit("u", "offer").decision()).isInstanceOf(Admitted.class);
        assertThat(admit("u", "offer").decision()).isInstanceOf(Admitted.class);
        assertThat(admit("u", "offer").decision()).isInstanceOf(Admitted.class);
        assertThat(admit("u", "offer").decision()).isInstanceOf(Suppressed.class);
    }

    @Test
    void what_waits_can_be_cancelled_and_what_a_lane_has_cannot() throws Exception {
        var dispatched = admit("u", "offer");
        assertThat(redis.onLane(() -> sends.store().cancel(dispatched.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.TOO_LATE);
        assertThat(redis.onLane(() -> sends.store().disown(dispatched.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        now = Instant.parse("2026-11-22T23:30:00Z").toEpochMilli();
        var parked = admit("u", "night");
        assertThat(redis.onLane(() -> sends.store().cancel(parked.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.CANCELLED);
        assertThat(redis.onLane(() -> sends.store().cancel(parked.sendId(), "u")))
                .isEqualTo(Ending.Cancelled.ENDED);
        assertThat(redis.onLane(() -> sends.store().cancel(sends.store().newSendId("u"), "u")))
                .isEqualTo(Ending.Cancelled.NOT_FOUND);
    }

    @Test
    void a_dry_run_tells_every_gate_and_changes_nothing() throws Exception {
        now = Instant.parse("2026-11-22T23:30:00Z").toEpochMilli();
        var told = dryRun("u", "night");
        assertThat(gates(told))
                .containsEntry("category", true)
                .containsEntry("moment", true)
                .containsEntry("user", true)
                .containsEntry("consent", true)
                .containsEntry("devices", true)
                .containsEntry("quiet_hours", false)
                .containsEntry("caps", true);
        assertThat(told.decision()).isInstanceOf(Deferred.class);
        var keys = redis.onLane(() -> onAll(redis.lane, c -> c.dbsize()));
        assertThat(keys.stream().mapToLong(it -> it).sum())
                .as("the zone's row alone")
                .isEqualTo(1);
    }

    @Test
    void a_dry_run_of_a_known_key_gives_the_first_answer_and_still_asks_every_gate() throws Exception {
        var key = new Admit.Idempotency("key", "digest");
        var first = decided(admit("u", "offer", key));
        now += 1000;
        var told = (Explain.Reply.Told) redis.onLane(() -> sends.store().explain(request("u", "offer", key), policy));
        assertThat(told.decision()).isEqualTo(first.decision());
        assertThat(gates(told)).containsEntry("idempotency", false).hasSize(8);
        assertThat(told.gates().getFirst().details()).containsEntry("send_id", first.sendId());
        assertThat(gates(dryRun("u", "offer")))
                .containsEntry("idempotency", true)
                .hasSize(8);
    }

    @Test
    void a_moment_that_began_in_local_time_weeks_ago_ends_when_it_did_then() throws Exception {
        var newYork = Policies.of(POLICY_TEXT.replace("timezone: UTC", "timezone: America/New_York"));
        now = Instant.parse("2026-10-30T12:00:00Z").toEpochMilli();
        var moment = new Moment.Local(LocalDateTime.parse("2026-10-30T09:00"), null, Duration.ofDays(28));
        var request = sends.request("u", "today", moment);
        var deadline = Instant.parse("2026-11-27T13:00:00Z");
        var deferred = (Deferred) sends.admit(request, newYork).decision();
        assertThat(deferred.deadline()).isEqualTo(deadline);

        var zones = redis.lane.keys().zones(redis.lane.keys().partitionOf("u"));
        var _ = redis.onLane(() -> call(redis.lane, zones, c -> c.del(zones)));
        now = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli(); // its clocks went back on the 1st
        assertThat(sends.wake(request.sendId())).isEqualTo(Scan.Woken.READY);
        var leased = (Claim.Reply.Leased) sends.claim(request.sendId(), newYork);
        assertThat(leased.send().deadlineMillis()).isEqualTo(deadline.toEpochMilli());
    }

    private static Scan.Counts counts(long waiting, long readyPromotional) {
        return new Scan.Counts(
                waiting,
                Map.of(
                        SendClass.CRITICAL, 0L,
                        SendClass.TRANSACTIONAL, 0L,
                        SendClass.PROMOTIONAL, readyPromotional));
    }

    private static Claim.Reply.Leased claim(String sendId) throws Exception {
        return (Claim.Reply.Leased) sends.claim(sendId, policy);
    }

    private static boolean settle(String sendId, String user, Lease lease, SendState state) throws Exception {
        var settlement = new Ending.Settlement(lease.fence(), state, "", outcome(lease, outcomeOf(state)), List.of());
        return redis.onLane(() -> sends.store().settle(sendId, user, settlement));
    }

    /// Of every device.
    private static Outcome outcomeOf(SendState state) {
        return Outcome.of(state.word()).orElseThrow();
    }

    private static List<Delivery> outcome(Lease lease, Outcome outcome) {
        return lease.deliveries().stream()
                .map(d -> new Delivery(d.deviceId(), d.app(), d.deviceToken(), outcome, "why", "id", 1, now, 0, false))
                .toList();
    }

    private static Admit.Reply.Decided decided(Admit.Reply reply) {
        return (Admit.Reply.Decided) reply;
    }

    private static Map<String, Boolean> gates(Explain.Reply.Told told) {
        var passes = new HashMap<String, Boolean>();
        told.gates().forEach(gate -> passes.put(gate.gate(), gate.pass()));
        return passes;
    }

    @CanIgnoreReturnValue
    private static Admit.Reply.Decided admit(String user, String category) throws Exception {
        return sends.admit(sends.request(user, category), policy);
    }

    private static Admit.Reply admit(String user, String category, Admit.@Nullable Idempotency key) throws Exception {
        return redis.onLane(() -> sends.store().admit(request(user, category, key), policy));
    }

    private static Explain.Reply.Told dryRun(String user, String category) throws Exception {
        return (Explain.Reply.Told) redis.onLane(() -> sends.store().explain(request(user, category, null), policy));
    }

    private static Admit.Request request(String user, String category, Admit.@Nullable Idempotency key) {
        return sends.request(user, category, Moment.Absolute.UNSAID, List.of(AwaitedSends.INLINE), key);
    }
}
