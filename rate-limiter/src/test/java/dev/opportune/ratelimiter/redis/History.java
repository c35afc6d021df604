package dev.opportune.ratelimiter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Decision.Admitted;
import dev.opportune.ratelimiter.Decision.Deferred;
import dev.opportune.ratelimiter.Decision.Suppressed;
import dev.opportune.ratelimiter.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One generated history: some users of one partition, and what happens to them and their sends, each step done in
/// Redis and in the model, and compared. Runs on a thread of its own.
final class History {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofHours(1);
    private static final List<String> OUTCOMES =
            List.of("accepted", "unregistered", "rejected", "rejected", "throttled", "not_sent", "unconfirmed", "");
    private static final Suppressed DISABLED = new Suppressed(Decision.SuppressReason.CATEGORY_DISABLED, null);
    private static final List<String> RETRIED =
            List.of("throttled", "not_sent", "rejected", "accepted", "unregistered", "");

    private final RedisFixture redis;
    private final SplittableRandom random;
    private final GeneratedPolicies policies;
    private final DecisionModel model;
    private final List<SendStore> lanes = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final ModelPeople people;
    private final int partition;
    private final List<ModelSend> sends = new ArrayList<>();
    private final Map<String, First> firsts = new HashMap<>();
    private final HistoryClock clock;
    private final StoredState stored;
    private final DryRuns dryRuns;
    private final List<String> log = new ArrayList<>();
    private @Nullable Policy formerPolicy;
    /// What occurred, and how often.
    final Map<String, Integer> occurred = new TreeMap<>();

    /// The first send of an idempotency key.
    private record First(String digest, ModelSend send, Decision decision) {}

    History(RedisFixture redis, long seed, int partition) {
        this.redis = redis;
        this.random = new SplittableRandom(seed);
        this.partition = partition;
        this.policies = new GeneratedPolicies(random);
        this.model = new DecisionModel(policies.next());
        this.clock = new HistoryClock(random, policies);
        for (int i = 1; i <= 2; i++) {
            var terms = new SendStore.Terms("lane-" + i, LEASE, RETENTION, RETENTION);
            lanes.add(new SendStore(redis.lane, terms, clock::millis));
        }
        for (int n = 0; users.size() < 2; n++) {
            if (redis.lane.keys().partitionOf(seed + "-" + n) == partition) users.add(seed + "-" + n);
        }
        this.stored = new StoredState(redis, model, clock, lanes.getFirst(), partition);
        this.dryRuns = new DryRuns(redis, model, clock, partition, random, this::occurs);
        this.people = new ModelPeople(
                model,
                new RedisUsers(redis.lane, RETENTION, EventRetention.DEFAULT, clock::millis),
                redis,
                random,
                policies,
                seed + "-device-token-");
    }

    /// What happened, for the message of a failure.
    String told() {
        return String.join("\n  ", log);
    }

    void run(int steps) throws Exception {
        log.add(model.policy.toString());
        for (var user : users) {
            if (random.nextInt(8) > 0) log.add(people.appear(user, clock.now()));
        }
        for (int i = 0; i < steps; i++) step();
        for (var send : sends) stored.check(send);
        for (var user : users) stored.checkCounts(user);
        for (var user : users) people.checkDevices(user);
        if (people.moved() > 0) occurs("device token moved");
    }

    private void step() throws Exception {
        if (random.nextInt(4) == 0) otherVersion();
        int chance = random.nextInt(100);
        if (chance < 45) admit();
        else if (chance < 65) moveClock();
        else if (chance < 75) release();
        else if (chance < 82) settleSome();
        else if (chance < 86) park();
        else if (chance < 89) cancel();
        else if (chance < 97) changeUser();
        else changePolicy();
    }

    /// What waits is looked at at once when the user's times change.
    private void changeUser() throws Exception {
        var user = policies.any(users);
        var before = times(user);
        log.add(clock.now() + " " + people.change(user, clock.now()));
        if (times(user).equals(before)) return;
        for (var send : sends) {
            boolean waits = send.user.equals(user) && send.state == ModelSend.State.WAITING;
            if (!waits || !send.lookAt.isAfter(clock.now())) continue;
            send.lookAt = clock.now();
            occurs("hastened");
        }
        if (random.nextInt(4) > 0) release();
    }

    private List<Optional<Object>> times(String user) {
        return model.users.getOrDefault(user, new ModelUser()).times();
    }

    private void changePolicy() {
        formerPolicy = model.policy;
        boolean limitsAlone = random.nextInt(3) > 0;
        model.policy = limitsAlone ? policies.otherLimits(formerPolicy) : policies.next();
        occurs(limitsAlone ? "other limits" : "another policy");
        log.add(clock.now() + " " + model.policy);
    }

    /// During a rolling change gateways with the former policy and with the new one take turns.
    private void otherVersion() {
        if (formerPolicy == null) return;
        var other = formerPolicy;
        formerPolicy = model.policy;
        model.policy = other;
        occurs("the other version");
        log.add(clock.now() + " by policy " + other.version());
    }

    // Admission

    private void admit() throws Exception {
        var user = policies.any(users);
        var name = random.nextInt(4) > 0 ? null : "key-" + random.nextInt(5);
        var first = name == null ? null : firsts.get(user + name);
        var lane = policies.any(lanes);
        var send = first != null && random.nextBoolean() ? copy(lane, first.send) : newSend(lane, user);
        if (!model.policy.categories().containsKey(send.category)) return;
        var digest = send.category + send.moment + send.inline;
        var key = name == null ? null : new Admit.Idempotency(name, digest);
        log.add("%s admit %s %s %s %s %s %s"
                .formatted(clock.now(), send.id, user, send.category, send.moment, send.inline, key));
        var told = random.nextBoolean() ? dryRuns.run(lane, send, key) : null;

        var reply = redis.onLane(() -> lane.admit(send.request(key), model.policy));
        if (told != null) dryRuns.check(told, send, reply);
        if (first != null) {
            var replay = new Admit.Reply.Decided(first.send.id, first.decision, true, null);
            occurs(first.digest.equals(digest) ? "replay" : "mismatch");
            assertThat(reply).isEqualTo(first.digest.equals(digest) ? replay : new Admit.Reply.Mismatch());
            return;
        }
        var verdict = model.decide(send, clock.now());
        var decided = (Admit.Reply.Decided) reply;
        assertThat(decided.decision()).isEqualTo(verdict.decision());
        assertThat(decided.sendId()).isEqualTo(send.id);
        assertThat(decided.replayed()).isFalse();
        if (key != null) firsts.put(user + key.key(), new First(digest, send, verdict.decision()));
        occurs("admit", verdict.decision());
        admitted(send, verdict, decided.lease(), "lane-" + (lanes.indexOf(lane) + 1));
        if (random.nextInt(4) == 0) repeat(lane, send, key, decided);
        stored.check(send);
        if (send.state == ModelSend.State.DISPATCHING && random.nextBoolean()) settle(send);
    }

    private ModelSend newSend(SendStore lane, String user) {
        var category = policies.any(policies.categories());
        return new ModelSend(
                lane.newSendId(user), user, category, clock.moment(model.zone(user)), clock.now(), inline());
    }

    private ModelSend copy(SendStore lane, ModelSend send) {
        return new ModelSend(
                lane.newSendId(send.user), send.user, send.category, send.moment, clock.now(), send.inline);
    }

    private void occurs(String what) {
        occurred.merge(what, 1, Integer::sum);
    }

    private void occurs(String where, Decision decision) {
        occurs(where
                + switch (decision) {
                    case Admitted _ -> " admitted";
                    case Deferred deferred -> " deferred " + deferred.reason().word();
                    case Suppressed suppressed ->
                        " suppressed " + suppressed.reason().word();
                });
    }

    private void admitted(ModelSend send, DecisionModel.Verdict verdict, @Nullable Lease lease, String owner) {
        send.deadline = verdict.deadline();
        clock.remember(send.deadline);
        switch (verdict.decision()) {
            case Admitted _ -> {
                var hold = model.lease(send, owner, clock.now().plus(LEASE), clock.now());
                checkLease(send, lease, hold);
            }
            case Deferred deferred -> {
                assertThat(lease).isNull();
                model.park(send, deferred.releaseAt());
                clock.remember(deferred.releaseAt());
                clock.remember(deferred.cap());
            }
            case Suppressed(var reason, var hit) -> {
                assertThat(lease).isNull();
                model.end(send, "suppressed", reason.word());
                clock.remember(hit);
            }
        }
        sends.add(send);
    }

    private void checkLease(ModelSend send, Lease lease, Instant hold) {
        assertThat(lease.fence()).isEqualTo(send.fence);
        assertThat(StoredState.devices(lease.deliveries())).isEqualTo(send.deliveries);
        assertThat(lease.holdUntilMillis()).isEqualTo(hold.equals(Instant.MAX) ? Long.MAX_VALUE : hold.toEpochMilli());
        clock.remember(send.lookAt);
        if (!hold.equals(Instant.MAX)) clock.remember(hold);
    }

    /// The same call again, as after a lost reply.
    private void repeat(SendStore lane, ModelSend send, Admit.@Nullable Idempotency key, Admit.Reply.Decided first)
            throws Exception {
        log.add(clock.now() + "   again");
        var again = (Admit.Reply.Decided) redis.onLane(() -> lane.admit(send.request(key), model.policy));
        assertThat(again.sendId()).isEqualTo(first.sendId());
        assertThat(again.decision()).isEqualTo(first.decision());
        assertThat(again.lease() == null).isEqualTo(first.lease() == null);
        if (first.lease() == null) return;
        assertThat(again.lease().deliveries()).isEqualTo(first.lease().deliveries());
        assertThat(again.lease().holdUntilMillis()).isEqualTo(first.lease().holdUntilMillis());
        assertThat(again.lease().fence()).isEqualTo(first.lease().fence());
    }

    private List<Admit.InlineDevice> inline() {
        var devices = new ArrayList<Admit.InlineDevice>();
        for (int n = random.nextInt(2) * random.nextInt(3); n > 0; n--) {
            devices.add(new Admit.InlineDevice("app", random.nextBoolean() ? "inline-" + n : people.deviceToken(n)));
        }
        return List.copyOf(devices);
    }

    // The clock

    private void moveClock() throws Exception {
        var before = clock.now();
        clock.move();
        if (!before.equals(clock.now())) log.add("now " + clock.now());
        if (random.nextInt(4) > 0) release();
    }

    // What is due

    private void release() throws Exception {
        var found = redis.onLane(() -> policies.any(lanes).scan(partition, Long.MAX_VALUE, 1000));
        var due = sends.stream().filter(this::isDue).toList();
        assertThat(found.due())
                .as("due at " + clock.now())
                .containsExactlyInAnyOrderElementsOf(due.stream().map(s -> s.id).toList());
        for (var send : due) {
            var expected = send.state == ModelSend.State.DISPATCHING ? Scan.Woken.TAKEN_OVER : Scan.Woken.READY;
            log.add(clock.now() + " wake " + send.id + " " + expected);
            occurs("wake " + expected);
            var known = (Lookup.Known.Alive)
                    redis.onLane(() -> lanes.getFirst().find(send.id)).orElseThrow();
            var woken = redis.onLane(() -> policies.any(lanes).wake(known.send()));
            assertThat(woken).isEqualTo(expected);
            model.wake(send);
        }
        var ready = sends.stream().filter(s -> s.state == ModelSend.State.READY).toList();
        assertThat(redis.onLane(() -> lanes.getFirst().scan(partition, Long.MAX_VALUE, 1000))
                        .ready())
                .as("ready at " + clock.now())
                .extracting(Scan.Ready::sendId)
                .containsExactlyInAnyOrderElementsOf(
                        ready.stream().map(s -> s.id).toList());
        for (var send : ready) {
            if (random.nextInt(6) > 0) claim(send);
        }
    }

    private boolean isDue(ModelSend send) {
        boolean waits = send.state == ModelSend.State.WAITING || send.state == ModelSend.State.DISPATCHING;
        return waits && !send.lookAt.isAfter(clock.now());
    }

    private void claim(ModelSend send) throws Exception {
        var lane = policies.any(lanes);
        log.add(clock.now() + " claim " + send.id);
        var known = (Lookup.Known.Alive) redis.onLane(() -> lane.find(send.id)).orElseThrow();
        var reply = redis.onLane(() -> lane.claim(known.send(), model.policy));
        if (!model.policy.categories().containsKey(send.category)) {
            assertEnded(send, reply, "suppressed", DISABLED);
            return;
        }
        var verdict = model.decide(send, clock.now());
        occurs("claim", verdict.decision());
        send.deadline = verdict.deadline();
        clock.remember(send.deadline);
        switch (verdict.decision()) {
            case Admitted _ -> {
                assertThat(reply).isInstanceOf(Claim.Reply.Leased.class);
                var leased = (Claim.Reply.Leased) reply;
                var hold = model.lease(
                        send, "lane-" + (lanes.indexOf(lane) + 1), clock.now().plus(LEASE), clock.now());
                checkLease(send, leased.lease(), hold);
                for (var d : send.deliveries) if (d.reason().startsWith("device_")) occurs(d.reason());
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
                    occurs("spared until its own time");
                } else {
                    assertEnded(send, reply, expired ? "expired" : "suppressed", suppressed);
                }
            }
        }
        stored.check(send);
    }

    private void assertEnded(ModelSend send, Claim.Reply reply, String state, Suppressed suppressed) throws Exception {
        model.end(send, send.stateOr(state), suppressed.reason().word());
        assertThat(reply).isEqualTo(new Claim.Reply.Ended(send.endState, suppressed));
        stored.check(send);
    }

    // What lanes and callers do

    private @Nullable ModelSend someLeased() {
        var leased = sends.stream()
                .filter(s -> s.state == ModelSend.State.DISPATCHING)
                .toList();
        return leased.isEmpty() ? null : policies.any(leased);
    }

    private void settleSome() throws Exception {
        var send = someLeased();
        if (send != null) settle(send);
    }

    private void settle(ModelSend send) throws Exception {
        long fence = send.fence - (random.nextInt(8) == 0 ? 1 : 0);
        var lane = random.nextInt(8) == 0 ? policies.any(lanes) : ownerOf(send);
        boolean isOwner = fence == send.fence && lane == ownerOf(send);
        var outcomes = attempted(send, OUTCOMES);
        var news = news(send, outcomes);
        log.add(clock.now() + " settle " + send.id + " " + outcomes + said(news) + (isOwner ? "" : " (not its owner)"));
        if (isOwner) {
            model.hear(send.user, news);
            send.deliveries.clear();
            send.deliveries.addAll(outcomes);
        }
        var settlement = new Ending.Settlement(
                fence, send.terminalState(), "", StoredState.deliveries(outcomes, clock.millis()), news);
        for (int times = random.nextInt(1, 3); times > 0; times--) {
            assertThat(redis.onLane(() -> lane.settle(send.id, send.user, settlement)))
                    .isEqualTo(isOwner);
        }
        if (isOwner) model.end(send, send.terminalState(), "");
        occurs(isOwner ? "settled " + send.endState : "settle stale");
        stored.check(send);
    }

    private void park() throws Exception {
        var send = someLeased();
        if (send == null) return;
        var until = clock.now().plusMillis(random.nextInt(60_000));
        var outcomes = attempted(send, RETRIED);
        var news = news(send, outcomes);
        log.add(clock.now() + " park " + send.id + " until " + until + " " + outcomes + said(news));
        for (int times = random.nextInt(1, 3); times > 0; times--) {
            var done = redis.onLane(() -> ownerOf(send)
                    .park(
                            send.id,
                            send.user,
                            send.fence,
                            until.toEpochMilli(),
                            StoredState.deliveries(outcomes, clock.millis()),
                            news));
            assertThat(done).isTrue();
        }
        model.hear(send.user, news);
        send.deliveries.clear();
        send.deliveries.addAll(outcomes);
        model.park(send, until);
        clock.remember(until);
    }

    private SendStore ownerOf(ModelSend send) {
        return lanes.get(send.owner.equals("lane-1") ? 0 : 1);
    }

    private void cancel() throws Exception {
        if (sends.isEmpty()) return;
        var send = policies.any(sends);
        boolean disown = random.nextInt(4) == 0;
        var lane = policies.any(lanes);
        boolean mayEnd = send.state != ModelSend.State.DISPATCHING || (disown && lane == ownerOf(send));
        log.add(clock.now() + (disown ? " disown " : " cancel ") + send.id);
        var expected = Ending.Cancelled.TOO_LATE;
        if (send.state == ModelSend.State.ENDED) {
            expected = Ending.Cancelled.ENDED;
        } else if (mayEnd) {
            expected = Ending.Cancelled.CANCELLED;
            model.end(send, send.stateOr("cancelled"), "");
        }
        var reply = redis.onLane(() -> disown ? lane.disown(send.id, send.user) : lane.cancel(send.id, send.user));
        occurs("cancel " + expected);
        assertThat(reply).isEqualTo(expected);
        stored.check(send);
    }

    private List<ModelSend.Device> attempted(ModelSend send, List<String> outcomes) {
        return send.deliveries.stream()
                .map(d -> ModelSend.FINAL.contains(d.outcome()) ? d : d.with(policies.any(outcomes), ""))
                .toList();
    }

    /// What the providers say of the devices that were asked now; true of them since a while ago, or only now.
    private List<DeviceNews> news(ModelSend send, List<ModelSend.Device> outcomes) {
        var news = new ArrayList<DeviceNews>();
        for (int i = 0; i < outcomes.size(); i++) {
            var d = outcomes.get(i);
            var kind = ModelSend.FINAL.contains(send.deliveries.get(i).outcome()) ? null : kindOf(d.outcome());
            if (kind == null) continue;
            long since = clock.millis() - (random.nextBoolean() ? 0 : random.nextInt(7_200_000));
            news.add(new DeviceNews(d.app(), d.deviceToken(), kind, "why-" + i, since));
            occurs(kind + (d.id().isEmpty() ? " inline" : ""));
        }
        return news;
    }

    private DeviceNews.@Nullable Kind kindOf(String outcome) {
        return switch (outcome) {
            case "unregistered" -> DeviceNews.Kind.INVALIDATED;
            case "rejected" -> random.nextInt(4) > 0 ? DeviceNews.Kind.QUARANTINED : null;
            case "accepted" -> DeviceNews.Kind.PROVEN;
            default -> null;
        };
    }

    private static String said(List<DeviceNews> news) {
        return news.isEmpty()
                ? ""
                : " " + news.stream().map(n -> n + " since " + n.sinceMillis()).toList();
    }
}
