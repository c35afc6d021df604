package dev.opportune.ratelimiter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.send.StoredSend;

/// What is due in a [History], and what lanes take up of it.
final class HistoryReleases {

    private static final Suppressed DISABLED = new Suppressed(Decision.SuppressReason.CATEGORY_DISABLED, null);

    private final HistoryScene scene;
    private final RedisFixture redis;
    private final DecisionModel model;
    private final HistoryClock clock;
    private final StoredState stored;
    private final HistoryAdmissions admissions;

    HistoryReleases(HistoryScene scene, StoredState stored, HistoryAdmissions admissions) {
        this.admissions = admissions;
        this.scene = scene;
        this.redis = scene.redis;
        this.model = scene.model;
        this.clock = scene.clock;
        this.stored = stored;
    }

    void release() throws Exception {
        var found = redis.onLane(() -> scene.someLane().scan(scene.partition, Long.MAX_VALUE, 1000));
        var due = scene.sends.stream().filter(this::isDue).toList();
        assertThat(found.due())
                .as("due at " + clock.now())
                .containsExactlyInAnyOrderElementsOf(due.stream().map(s -> s.id).toList());
        for (var send : due) {
            var expected = send.state == ModelSend.State.DISPATCHING ? Scan.Woken.TAKEN_OVER : Scan.Woken.READY;
            scene.tell("wake " + send.id + " " + expected);
            scene.occurs("wake " + expected);
            var known = (Lookup.Known.Alive)
                    redis.onLane(() -> scene.lanes.getFirst().find(send.id)).orElseThrow();
            var woken = redis.onLane(() -> scene.someLane().wake(known.send()));
            assertThat(woken).isEqualTo(expected);
            model.wake(send);
        }
        var ready = scene.sends.stream()
                .filter(s -> s.state == ModelSend.State.READY)
                .toList();
        assertThat(redis.onLane(() -> scene.lanes.getFirst().scan(scene.partition, Long.MAX_VALUE, 1000))
                        .ready())
                .as("ready at " + clock.now())
                .extracting(Scan.Ready::sendId)
                .containsExactlyInAnyOrderElementsOf(
                        ready.stream().map(s -> s.id).toList());
        for (var send : ready) {
            if (scene.random.nextInt(4) > 0) claim(send);
        }
    }

    private boolean isDue(ModelSend send) {
        boolean waits = send.state == ModelSend.State.WAITING || send.state == ModelSend.State.DISPATCHING;
        return waits && !send.lookAt.isAfter(clock.now());
    }

    private void claim(ModelSend send) throws Exception {
        var lane = scene.someLane();
        scene.tell("claim " + send.id);
        var known = (Lookup.Known.Alive) redis.onLane(() -> lane.find(send.id)).orElseThrow();
        var template = send.template();
        checkRecord(send, known.send());
        var reply = redis.onLane(() -> template == null
                ? lane.claim(known.send(), model.policy)
                : lane.claim(known.send(), model.policy, template.gate()));
        if (!model.policy.categories().containsKey(send.category)) {
            assertEnded(send, reply, "suppressed", DISABLED);
            return;
        }
        var verdict = model.decide(send, clock.now());
        scene.occurs("claim", verdict.decision());
        send.deadline = verdict.deadline();
        clock.remember(send.deadline);
        switch (verdict.decision()) {
            case Admitted _
            when send.lanesLost >= Claim.MOST_LANES_LOST -> {
                model.end(send, send.stateOr("failed"), "lanes_lost");
                assertThat(reply)
                        .isEqualTo(new Claim.Reply.Ended(
                                SendState.of(send.endState).orElseThrow(), null));
                scene.occurs("lanes lost");
            }
            case Admitted _ -> {
                assertThat(reply).isInstanceOf(Claim.Reply.Leased.class);
                var leased = (Claim.Reply.Leased) reply;
                var hold = model.lease(send, scene.nameOf(lane), clock.now().plus(HistoryScene.LEASE), clock.now());
                stored.checkLease(send, leased.lease(), hold);
                admissions.checkReader(send, leased.lease());
                for (var d : send.deliveries) if (d.reason().startsWith("device_")) scene.occurs(d.reason());
                assertThat(leased.send().deadlineMillis()).isEqualTo(send.deadline.toEpochMilli());
            }
            case Deferred deferred -> {
                var releaseAt = deferred.releaseAt();
                assertThat(reply).isEqualTo(new Claim.Reply.Parked(releaseAt.toEpochMilli()));
                model.park(send, releaseAt);
                clock.remember(releaseAt);
            }
            case Suppressed suppressed -> {
                boolean expired = suppressed.reason() == Decision.SuppressReason.EXPIRED;
                if (send.ownTime.isAfter(clock.now()) && !expired) {
                    assertThat(reply).isEqualTo(new Claim.Reply.Parked(send.ownTime.toEpochMilli()));
                    model.park(send, send.ownTime);
                    scene.occurs("spared until its own time");
                } else {
                    assertEnded(send, reply, expired ? "expired" : "suppressed", suppressed);
                }
            }
        }
        stored.check(send);
    }

    /// It has its template as it came, or none.
    private static void checkRecord(ModelSend send, StoredSend stored) {
        var template = send.template();
        assertThat(stored.params())
                .isEqualTo(template == null ? null : template.worded().params());
        assertThat(stored.about().template())
                .isEqualTo(template == null ? null : new About.Template(template.id(), "3"));
    }

    private void assertEnded(ModelSend send, Claim.Reply reply, String state, Suppressed suppressed) throws Exception {
        model.end(send, send.stateOr(state), suppressed.reason().word());
        assertThat(reply)
                .isEqualTo(new Claim.Reply.Ended(SendState.of(send.endState).orElseThrow(), suppressed));
        stored.check(send);
    }
}
