package dev.opportune.ratelimiter.send;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.fixture.AwaitedSends;
import dev.opportune.ratelimiter.fixture.Policies;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Renew.Held;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who renews a lease, and what a former owner can still do, on a real Redis with a moved clock.
class RenewIT {

    private static final Policy policy = Policies.of("""
            version: "1"
            caps:
              one: {limit: 1, window: PT24H}
            categories:
              news: {class: promotional, ttl: PT1H, quiet_hours: ignore, consent: none}
              once: {class: promotional, ttl: PT1H, quiet_hours: ignore, consent: none, caps: [one]}
            """);

    private static final long LEASE = RedisFixture.LEASE.toMillis();

    private static long now;

    @RegisterExtension
    private static final RedisFixture redis = new RedisFixture();

    private static final AwaitedSends sends = redis.sends("lane-1", () -> now);
    private static final AwaitedSends others = redis.sends("lane-2", () -> now);

    @BeforeEach
    void clean() {
        now = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    }

    @Test
    void a_renewed_lease_is_taken_over_when_it_ends_anew_and_not_before() throws Exception {
        var held = admit("news");
        now += LEASE - 1;
        assertThat(sends.renew(lease(held))).isEmpty();
        now += LEASE - 1;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.NOT_DUE);
        assertThat(sends.renew(lease(held))).isEmpty();
        now += LEASE;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
    }

    @Test
    void one_that_has_run_out_is_still_its_owners_until_it_is_taken_over() throws Exception {
        var held = admit("news");
        now += LEASE + 5_000;
        assertThat(sends.renew(lease(held))).isEmpty();
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.NOT_DUE);
    }

    @Test
    void nobody_but_its_owner_renews_a_lease() throws Exception {
        var held = admit("news");
        assertThat(others.renew(lease(held))).containsExactly(lease(held));
        var otherFence = new Held(held.sendId(), 2);
        assertThat(sends.renew(otherFence)).containsExactly(otherFence);
        now += LEASE;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
        assertThat(sends.renew(lease(held))).containsExactly(lease(held));
        others.claim(held.sendId(), policy);
        assertThat(sends.renew(lease(held))).containsExactly(lease(held));
        assertThat(others.renew(otherFence)).isEmpty();
    }

    @Test
    void after_a_takeover_its_former_owner_changes_nothing_and_no_place_comes_back() throws Exception {
        var held = admit("once");
        now += LEASE;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
        assertThat(sends.settle(held, "u", SendState.REJECTED)).isFalse();
        assertThat(sends.park(held, "u", now + 1_000)).isFalse();
        var leased = (Claim.Reply.Leased) others.claim(held.sendId(), policy);
        assertThat(sends.settle(held, "u", SendState.REJECTED)).isFalse();
        assertThat(others.alive(held.sendId()).fence()).isEqualTo(2);

        // Its present owner hears that the device is gone: the former one may have shown it, so its place is used.
        var gone = new Ending.Settlement(
                leased.lease().fence(),
                SendState.REJECTED,
                "",
                refused(leased.lease().deliveries()),
                List.of());
        assertThat(redis.onLane(() -> others.store().settle(held.sendId(), "u", gone)))
                .isTrue();
        assertThat(sends.settle(held, "u", SendState.REJECTED)).isFalse();
        assertThat(admitted("once").decision()).isInstanceOf(Suppressed.class);
    }

    @Test
    void a_place_is_taken_once_by_a_send_that_is_taken_over() throws Exception {
        var held = admit("once");
        now += LEASE;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
        others.claim(held.sendId(), policy);
        now += 24 * 3_600_000L - LEASE + 1_000; // the first one's place is free again, and there was no second
        assertThat(admitted("once").decision()).isInstanceOf(Admitted.class);
    }

    @Test
    void a_lease_that_lost_its_place_in_waiting_gets_one_again() throws Exception {
        var held = admit("news");
        int p = redis.lane.keys().partitionOf("u");
        var waiting = redis.lane.keys().waiting(p);
        long deleted = redis.onLane(() -> call(redis.lane, waiting, c -> c.del(waiting)));
        assertThat(deleted).isOne();
        assertThat(sends.renew(lease(held))).isEmpty();
        now += LEASE;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.TAKEN_OVER);
    }

    @Test
    void leases_are_renewed_in_a_full_redis() throws Exception {
        var held = admit("news");
        redis.maxMemory("1");
        try {
            now += LEASE - 1;
            assertThat(sends.renew(lease(held))).isEmpty();
        } finally {
            redis.maxMemory("0");
        }
        now += LEASE - 1;
        assertThat(others.wake(held.sendId())).isEqualTo(Scan.Woken.NOT_DUE);
    }

    @Test
    void one_call_renews_many_of_a_partition() throws Exception {
        var leases = new ArrayList<Held>();
        for (int i = 0; i < 2 * Renew.MOST + 1; i++) leases.add(lease(admit("news")));
        var calls = redis.onLane(() -> {
            var groups = Renew.groups(leases, sends.store().partitions());
            return Future.all(groups.stream().map(sends.store()::renew).toList())
                    .map(done -> done.<Renew.Reply>list());
        });
        assertThat(calls).hasSize(3);
        assertThat(calls).flatExtracting(Renew.Reply::kept).containsExactlyElementsOf(leases);
        assertThat(calls).flatExtracting(Renew.Reply::lost).isEmpty();
    }

    private static Admit.Reply.Decided admit(String category) throws Exception {
        var decided = admitted(category);
        assertThat(decided.decision()).isInstanceOf(Admitted.class);
        return decided;
    }

    private static Admit.Reply.Decided admitted(String category) throws Exception {
        return sends.admit(sends.request("u", category), policy);
    }

    private static Held lease(Admit.Reply.Decided held) {
        return new Held(held.sendId(), Objects.requireNonNull(held.lease()).fence());
    }

    private static List<Delivery> refused(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(d -> new Delivery(
                        d.deviceId(), d.app(), d.deviceToken(), Outcome.UNREGISTERED, "gone", null, 1, now, 0, false))
                .toList();
    }
}
