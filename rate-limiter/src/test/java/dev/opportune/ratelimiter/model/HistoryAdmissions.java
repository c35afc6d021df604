package dev.opportune.ratelimiter.model;

import static dev.opportune.ratelimiter.redis.RawCommands.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.fixture.RedisFixture;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Lease;
import dev.opportune.ratelimiter.send.Reader;
import dev.opportune.ratelimiter.send.SendStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sends that callers post in a [History], some of them again.
final class HistoryAdmissions {

    /// An idempotency record ends by Redis' own clock, which is not the history's: so much less of it is left at once.
    private static final Duration RUNS_FOR = Duration.ofMinutes(10);

    private final HistoryScene scene;
    private final RedisFixture redis;
    private final DecisionModel model;
    private final HistoryClock clock;
    private final StoredState stored;
    private final ModelPeople people;
    private final DryRuns dryRuns;
    private final Map<Key, First> firsts = new HashMap<>();

    HistoryAdmissions(HistoryScene scene, StoredState stored, ModelPeople people) {
        this.scene = scene;
        this.redis = scene.redis;
        this.model = scene.model;
        this.clock = scene.clock;
        this.stored = stored;
        this.people = people;
        this.dryRuns = new DryRuns(redis, model, clock, scene.partition, scene.random, scene::occurs);
    }

    /// An idempotency key, and whose it is.
    private record Key(String user, String caller, String name) {}

    /// The first send of an idempotency key.
    ///
    /// @param ends when its record does
    private record First(String digest, ModelSend send, Decision decision, Instant ends) {}

    /// Gives the send; null when there is no new one.
    @Nullable
    ModelSend admit() throws Exception {
        var user = scene.policies.any(scene.users);
        var caller = "caller-" + scene.random.nextInt(2);
        var key = scene.random.nextInt(3) > 0 ? null : new Key(user, caller, "key-" + scene.random.nextInt(2));
        var first = key == null ? null : firsts.get(key);
        var lane = scene.someLane();
        var send = first != null && scene.random.nextBoolean() ? copy(lane, first.send) : newSend(lane, user, caller);
        if (!model.policy.categories().containsKey(send.category)) return null;
        var digest = send.category + send.moment + send.inline;
        var idempotency = key == null ? null : new Admit.Idempotency(key.name, digest);
        if (first != null && !first.ends.isAfter(clock.now())) {
            endRecord(send.request(idempotency));
            first = null;
        }
        scene.tell("admit %s %s %s %s %s %s"
                .formatted(send.id, user, send.category, send.moment, send.inline, idempotency));
        var told = scene.random.nextBoolean() ? dryRuns.run(lane, send, idempotency) : null;

        var reply = redis.onLane(() -> lane.admit(send.request(idempotency), model.policy));
        if (told != null) dryRuns.check(told, send, reply);
        if (first != null) {
            checkRepeated(first, digest, reply);
            return null;
        }
        var verdict = model.decide(send, clock.now());
        var decided = (Admit.Reply.Decided) reply;
        assertThat(decided.decision()).isEqualTo(verdict.decision());
        assertThat(decided.sendId()).isEqualTo(send.id);
        assertThat(decided.replayed()).isFalse();
        scene.occurs("admit", verdict.decision());
        if (waitsWereItLonger(send, verdict)) scene.occurs("admit suppressed what is soon allowed");
        admitted(send, verdict, decided.lease(), scene.nameOf(lane));
        if (key != null) firsts.put(key, first(digest, send, verdict, idempotency));
        if (scene.random.nextInt(4) == 0) repeat(lane, send, idempotency, decided);
        stored.check(send);
        return send;
    }

    /// Whether it is now or never, and would wait if its moment were as long as a lane has for it.
    private boolean waitsWereItLonger(ModelSend send, DecisionModel.Verdict verdict) {
        var category = model.policy.categories().get(send.category);
        if (!DecisionModel.isNowOrNever(send, category) || !(verdict.decision() instanceof Suppressed)) return false;
        for (var length : List.of(DecisionModel.NOW_LASTS, Duration.ofDays(2))) {
            var moment = new Moment.Absolute(null, null, length);
            var longer =
                    new ModelSend(send.id, send.user, send.caller, send.category, moment, send.acceptedAt, send.inline);
            if (!(model.decide(longer, clock.now()).decision() instanceof Deferred deferred)) continue;
            clock.remember(deferred.releaseAt()); // so that the clock stops shortly before
            return length.equals(DecisionModel.NOW_LASTS);
        }
        return false;
    }

    private ModelSend newSend(SendStore lane, String user, String caller) {
        var category = scene.policies.any(scene.policies.categories());
        var moment = clock.moment(model.zone(user));
        return new ModelSend(lane.newSendId(user), user, caller, category, moment, clock.now(), inline());
    }

    private ModelSend copy(SendStore lane, ModelSend send) {
        return new ModelSend(
                lane.newSendId(send.user),
                send.user,
                send.caller,
                send.category,
                send.moment,
                clock.now(),
                send.inline);
    }

    private List<Admit.InlineDevice> inline() {
        var devices = new ArrayList<Admit.InlineDevice>();
        for (int n = scene.random.nextInt(2) * scene.random.nextInt(3); n > 0; n--) {
            devices.add(
                    new Admit.InlineDevice("app", scene.random.nextBoolean() ? "inline-" + n : people.deviceToken(n)));
        }
        return List.copyOf(devices);
    }

    private void admitted(ModelSend send, DecisionModel.Verdict verdict, @Nullable Lease lease, String owner) {
        send.deadline = verdict.deadline();
        clock.remember(send.deadline);
        switch (verdict.decision()) {
            case Admitted _ -> {
                var hold = model.lease(send, owner, clock.now().plus(HistoryScene.LEASE), clock.now());
                stored.checkLease(send, lease, hold);
                checkReader(send, lease);
            }
            case Deferred deferred -> {
                assertThat(lease).isNull();
                model.park(send, deferred.releaseAt());
                clock.remember(deferred.releaseAt());
                clock.remember(deferred.cap());
            }
            case Suppressed(var reason, var hit, var _) -> {
                assertThat(lease).isNull();
                model.end(send, "suppressed", reason.word());
                clock.remember(hit);
            }
        }
        scene.sends.add(send);
    }

    /// What words need known of the user comes with each lease, where there are any.
    void checkReader(ModelSend send, Lease lease) {
        var user = model.users.get(send.user);
        if (send.template() == null) {
            assertThat(lease.reader()).isNull();
            return;
        }
        var profile = user == null ? null : user.profile;
        assertThat(lease.reader())
                .isEqualTo(new Reader(
                        profile == null ? null : profile.attributesJson(),
                        profile == null ? null : profile.locale(),
                        model.zone(send.user).getId()));
    }

    /// The same call again, as after a lost reply.
    private void repeat(
            SendStore lane, ModelSend send, Admit.@Nullable Idempotency idempotency, Admit.Reply.Decided first)
            throws Exception {
        scene.tell("  again");
        var again = (Admit.Reply.Decided) redis.onLane(() -> lane.admit(send.request(idempotency), model.policy));
        assertThat(again.sendId()).isEqualTo(first.sendId());
        assertThat(again.decision()).isEqualTo(first.decision());
        assertThat(again.lease() == null).isEqualTo(first.lease() == null);
        if (first.lease() == null) return;
        assertThat(again.lease().deliveries()).isEqualTo(first.lease().deliveries());
        assertThat(again.lease().holdUntilMillis()).isEqualTo(first.lease().holdUntilMillis());
        assertThat(again.lease().fence()).isEqualTo(first.lease().fence());
        checkReader(send, again.lease());
    }

    // Idempotency keys

    /// The same send gets the first answer, whatever became of the first send since; another one is no send at all.
    private void checkRepeated(First first, String digest, Admit.Reply reply) throws Exception {
        boolean same = first.digest.equals(digest);
        var replay = new Admit.Reply.Decided(first.send.id, first.decision, true, null);
        assertThat(reply).isEqualTo(same ? replay : new Admit.Reply.Mismatch());
        var state = first.send.state == ModelSend.State.ENDED ? first.send.endState : "live";
        var what = (same ? "replay of " : "mismatch of ") + state;
        scene.occurs(what + (first.send.endReason.equals("erased") ? " and erased" : ""));
        stored.check(first.send);
    }

    private First first(String digest, ModelSend send, DecisionModel.Verdict verdict, Admit.Idempotency idempotency)
            throws Exception {
        var keptFor = Duration.between(clock.now(), verdict.deadline());
        if (keptFor.isNegative()) keptFor = Duration.ZERO;
        keptFor = keptFor.plus(HistoryScene.RETENTION);
        var key = recordOf(send.request(idempotency));
        var left = Duration.ofMillis(redis.onLane(() -> call(redis.lane, key, c -> c.pttl(key))));
        assertThat(left).as("how long the idempotency record is kept").isBetween(keptFor.minus(RUNS_FOR), keptFor);
        return new First(digest, send, verdict.decision(), clock.now().plus(keptFor));
    }

    /// What Redis does when its own clock is there.
    private void endRecord(Admit.Request request) throws Exception {
        var key = recordOf(request);
        long ended = redis.onLane(() -> call(redis.lane, key, c -> c.del(key)));
        assertThat(ended).as("idempotency records").isEqualTo(1);
        scene.tell("the idempotency record has ended");
        scene.occurs("a key whose record has ended");
    }

    private byte[] recordOf(Admit.Request request) {
        return Admit.idempotencyKey(redis.lane.keys(), scene.partition, request, request.idempotency());
    }
}
