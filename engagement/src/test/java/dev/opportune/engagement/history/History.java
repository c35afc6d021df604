package dev.opportune.engagement.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.send.Admit;
import dev.opportune.ratelimiter.send.Claim;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.Scan;
import dev.opportune.ratelimiter.send.Trial;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// One generated history: sends and what becomes of them, interactions, conversions, refusals, erasures
/// and folds, by chance, each beside the plain model of it.
final class History {

    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.UNCONFIRMED, Outcome.REJECTED, Outcome.UNREGISTERED);

    private final Scene scene;
    private final Random chance;
    private final String name;
    private final Ledger ledger;
    private final Reactions reactions;
    private final List<ModelPerson> people = new ArrayList<>();
    private final List<ModelSend> sends = new ArrayList<>();

    History(Scene scene, long seed, Ledger ledger) {
        this.scene = scene;
        this.chance = scene.chance;
        this.name = "h" + seed;
        this.ledger = ledger;
        this.reactions = new Reactions(scene, name, ledger);
        for (int i = 0; i < 3; i++) people.add(new ModelPerson(name + "-" + i));
    }

    void run(int steps) throws Exception {
        for (int i = 0; i < steps; i++) {
            scene.clock.addAndGet(chance.nextInt(10) == 0 ? chance.nextInt(20_000_000) : chance.nextInt(60_000));
            step();
        }
    }

    /// Sends that have not ended.
    long alive() {
        return sends.stream()
                .filter(send -> send.state != ModelSend.State.ENDED)
                .count();
    }

    String campaign() {
        return name;
    }

    private void step() throws Exception {
        switch (chance.nextInt(30)) {
            case 0, 1, 2, 3, 4 -> admit();
            case 5, 6, 7, 8 -> settle(any());
            case 9, 10 -> release(any());
            case 11 -> takeOver(any());
            case 12 -> cancel(any());
            case 13, 14, 15, 16 -> reactions.interact(any());
            case 17, 18 -> reactions.convert(person());
            case 19 -> reactions.refuse(person());
            case 20 -> reactions.measurement(person());
            case 21 -> {
                if (chance.nextInt(3) == 0) erase(person());
            }
            case 22, 23, 24, 25 -> scene.foldSomehow(person().id);
            default -> scene.runAgain();
        }
    }

    private void admit() throws Exception {
        var person = person();
        var category = Scene.CATEGORIES.get(chance.nextInt(Scene.CATEGORIES.size()));
        boolean later = chance.nextInt(4) == 0;
        var from = Instant.ofEpochMilli(scene.now() + 1 + chance.nextInt(7_200_000));
        var moment = later ? new Moment.Absolute(from, null, Duration.ofHours(2)) : Moment.Absolute.UNSAID;
        var devices = new ArrayList<Admit.InlineDevice>();
        devices.add(new Admit.InlineDevice("ios", "token-of-" + person.id));
        if (chance.nextBoolean()) devices.add(new Admit.InlineDevice("android", "another-of-" + person.id));
        var lane = scene.lane(0);
        var id = scene.await(() -> Future.succeededFuture(lane.newSendId(person.id)));
        var request = new Admit.Request(
                id, person.id, "caller", null, category, campaign(), null, null, Buffer.buffer("{}"), moment, devices);
        boolean queued = !later && chance.nextInt(4) == 0;
        var rules = chance.nextBoolean() ? scene.policy : scene.reweighted;
        var trial = chance.nextBoolean() ? trial(rules, person) : null;
        var asked = trial == null ? request : request.with(trial);
        var reply = (Admit.Reply.Decided) scene.await(
                () -> queued ? lane.admitToQueue(asked, rules, new Admit.Queue(0, 100_000)) : lane.admit(asked, rules));
        var arm = trial == null ? null : trial.experiment().armAt(reply.arm());
        var label = Scene.labelOf(
                category, campaign(), trial == null ? null : trial.experiment().name(), arm);
        var send = new ModelSend(id, person, category, label, scene.hour());
        if (trial != null && person.mayEnter()) {
            send.trial = new Trial(trial.experiment(), trial.assigned(), reply.arm(), trial.variants());
        }
        checkArm(send, trial, reply);
        switch (reply.decision()) {
            case Decision.Suppressed(var reason, var _, var _) -> {
                ledger.count(
                        send.hourDecided,
                        send.label,
                        Metric.suppressed(reason.name().toLowerCase(Locale.ROOT)));
                if (reason == Decision.SuppressReason.HELD_OUT) enter(send);
            }
            case Decision.Deferred deferred -> {
                ledger.count(send.hourDecided, send.label, Metric.DEFERRED);
                send.dueMillis = deferred.releaseAt().toEpochMilli();
                send.wasNeverAdmitted = true;
                sends.add(send);
            }
            case Decision.Admitted _ -> {
                ledger.count(send.hourDecided, send.label, Metric.ADMITTED);
                enter(send);
                send.isCertain = true;
                sends.add(send);
                boolean left = takePlaces(send);
                if (queued) {
                    send.state = ModelSend.State.READY;
                } else {
                    send.state = ModelSend.State.LEASED;
                    send.lease = reply.lease();
                    assertThat(send.lease.touched() != null).isEqualTo(left);
                }
            }
        }
    }

    private Trial trial(Policy rules, ModelPerson person) {
        var experiments = List.copyOf(rules.experiments().values());
        var experiment = experiments.get(chance.nextInt(experiments.size()));
        var says = experiment.armNames().stream()
                .map(it -> new Trial.Variant(Buffer.buffer(it), null))
                .toList();
        return Trial.of(experiment, person.id, says);
    }

    /// Whoever has entered has the words of that arm, and nobody is told anything who is held out.
    private void checkArm(ModelSend send, Trial trial, Admit.Reply.Decided reply) throws Exception {
        if (trial == null) return;
        var entered = send.person.enrolments.get(trial.experiment().name());
        int arm = entered != null ? entered.arm : send.trial != null ? trial.assigned() : trial.given();
        switch (reply.decision()) {
            case Decision.Suppressed(var reason, var _, var _) -> {
                if (reason == Decision.SuppressReason.HELD_OUT) assertThat(arm).isEqualTo(Experiment.HELD_OUT);
            }
            case Decision.Admitted _ -> checkContent(send.id, trial.experiment(), arm, reply.arm());
            case Decision.Deferred _ ->
                checkContent(
                        send.id, trial.experiment(), arm == Experiment.HELD_OUT ? trial.given() : arm, reply.arm());
        }
    }

    private void checkContent(String id, Experiment experiment, int arm, int told) throws Exception {
        assertThat(told).isEqualTo(arm);
        var alive =
                (Lookup.Known.Alive) scene.await(() -> scene.lane(0).find(id)).orElseThrow();
        assertThat(alive.send().content()).isEqualTo(Buffer.buffer(experiment.armAt(arm)));
    }

    /// By a send that passed all gates.
    private void enter(ModelSend send) {
        var trial = send.trial;
        if (trial == null || !send.person.mayEnter()) return;
        var name = trial.experiment().name();
        if (send.person.enrolments.containsKey(name)) return;
        var label = Scene.labelOf(trial.experiment(), trial.assigned());
        send.person.enrolments.put(
                name, new ModelPerson.Enrolment(trial.experiment(), trial.assigned(), label, scene.now() / 1000));
        ledger.countOfUser(label, Metric.ENTERED);
    }

    private boolean takePlaces(ModelSend send) {
        boolean leaves = Scene.isMeasured(send.category) && !send.person.refusesMeasurement;
        if (leaves) {
            send.person.leave(
                    new ModelPerson.Touch(send.id, scene.now() / 1000, send.hourDecided, send.label), Scene.TOUCHES);
        }
        send.holds = leaves || Scene.hasCaps(send.category);
        return leaves;
    }

    private void settle(ModelSend send) throws Exception {
        if (send == null || send.state != ModelSend.State.LEASED) return;
        if (chance.nextInt(5) == 0) {
            handBack(send);
            return;
        }
        long at = scene.now() - chance.nextInt(1_000);
        var deliveries = new ArrayList<Delivery>();
        for (var delivery : send.lease.deliveries()) {
            deliveries.add(delivery.with(OUTCOMES.get(chance.nextInt(OUTCOMES.size())), "", null, at));
        }
        var state = deliveries.stream().anyMatch(d -> d.outcome() == Outcome.ACCEPTED)
                ? SendState.ACCEPTED
                : deliveries.stream().anyMatch(d -> d.outcome() == Outcome.UNCONFIRMED)
                        ? SendState.UNCONFIRMED
                        : chance.nextBoolean() ? SendState.REJECTED : SendState.EXPIRED;
        var settlement = new Ending.Settlement(send.lease.fence(), state, "", deliveries, List.of());
        boolean settled = scene.await(() -> scene.lane(send.owner).settle(send.id, send.person.id, settlement));
        assertThat(settled).isTrue();
        ended(send);
    }

    private void handBack(ModelSend send) throws Exception {
        send.dueMillis = scene.now() + 1;
        boolean parked = scene.await(() -> scene.lane(send.owner)
                .park(send.id, send.person.id, send.lease.fence(), send.dueMillis, send.lease.deliveries(), List.of()));
        assertThat(parked).isTrue();
        send.state = ModelSend.State.WAITING;
    }

    private void release(ModelSend send) throws Exception {
        if (send == null || send.state == ModelSend.State.LEASED || send.state == ModelSend.State.ENDED) return;
        if (send.state == ModelSend.State.WAITING) {
            scene.clock.set(Math.max(scene.now(), send.dueMillis));
            var woken = scene.wake(send.id);
            assertThat(woken).isEqualTo(Scan.Woken.READY);
            send.state = ModelSend.State.READY;
        }
        claim(send);
    }

    private void claim(ModelSend send) throws Exception {
        int owner = chance.nextInt(2);
        switch (scene.claim(owner, send.id)) {
            case Claim.Reply.Leased(var _, var lease) -> {
                send.owner = owner;
                send.lease = lease;
                send.state = ModelSend.State.LEASED;
                if (lease.fence() == 1) send.isCertain = true;
                if (send.wasNeverAdmitted) {
                    if (send.trial != null && send.person.mayEnter()) {
                        var entered = send.person.enrolments.get(
                                send.trial.experiment().name());
                        int arm = entered == null ? send.trial.assigned() : entered.arm;
                        assertThat(send.trial.given()).isEqualTo(arm);
                    }
                    enter(send);
                    send.wasNeverAdmitted = false;
                }
                if (!send.holds) takePlaces(send);
                if (lease.touched() != null) {
                    assertThat(Scene.isMeasured(send.category)).isTrue();
                }
            }
            case Claim.Reply.Ended(var _, var suppressed) -> {
                if (suppressed != null) {
                    switch (suppressed.reason()) {
                        case HELD_OUT -> {
                            assertThat(send.wasNeverAdmitted).isTrue();
                            enter(send);
                            assertThat(enrolment(send).arm).isEqualTo(Experiment.HELD_OUT);
                        }
                        case OTHER_ARM -> assertThat(enrolment(send).arm).isNotEqualTo(send.trial.given());
                        default -> {}
                    }
                }
                ended(send);
            }
            case Claim.Reply.Parked(var until) -> {
                send.state = ModelSend.State.WAITING;
                send.dueMillis = until;
            }
            case Claim.Reply.Gone _ -> throw new AssertionError("nobody else claims " + send.id);
        }
    }

    private static ModelPerson.Enrolment enrolment(ModelSend send) {
        return send.person.enrolments.get(send.trial.experiment().name());
    }

    private void takeOver(ModelSend send) throws Exception {
        if (send == null || send.state != ModelSend.State.LEASED) return;
        scene.clock.addAndGet(Scene.LEASE.toMillis() + 1);
        assertThat(scene.wake(send.id)).isEqualTo(Scan.Woken.TAKEN_OVER);
        send.isCertain = false;
        send.state = ModelSend.State.READY;
        claim(send);
    }

    private void cancel(ModelSend send) throws Exception {
        if (send == null) return;
        var cancelled = chance.nextBoolean()
                ? scene.await(() -> scene.lane(0).cancel(send.id, send.person.id))
                : scene.await(() -> scene.lane(0).fail(send.id, send.person.id, "unreadable"));
        switch (send.state) {
            case ENDED -> assertThat(cancelled).isEqualTo(Ending.Cancelled.ENDED);
            case LEASED -> assertThat(cancelled).isEqualTo(Ending.Cancelled.TOO_LATE);
            case WAITING, READY -> {
                assertThat(cancelled).isEqualTo(Ending.Cancelled.CANCELLED);
                ended(send);
            }
        }
    }

    /// Counts what the receipt says.
    private void ended(ModelSend send) throws Exception {
        send.state = ModelSend.State.ENDED;
        var known = scene.await(() -> scene.lane(0).find(send.id)).orElseThrow();
        var receipt = ((Lookup.Known.Ended) known).receipt();
        ledger.count(send.hourDecided, send.label, Metric.ended(receipt.state().word()));
        boolean seen = false;
        boolean unregistered = false;
        long acceptedAt = Long.MAX_VALUE;
        for (var delivery : receipt.deliveries()) {
            var outcome = delivery.outcome();
            if (outcome == null) continue;
            ledger.count(send.hourDecided, new Label.OfApp(delivery.app()), Metric.outcome(outcome.word()));
            seen |= outcome == Outcome.ACCEPTED || outcome == Outcome.UNCONFIRMED;
            unregistered |= outcome == Outcome.UNREGISTERED;
            if (outcome == Outcome.ACCEPTED) acceptedAt = Math.min(acceptedAt, delivery.atMillis());
        }
        if (unregistered) ledger.count(send.hourDecided, send.label, Metric.FOUND_UNREGISTERED);
        if (acceptedAt <= receipt.deadlineMillis()) ledger.count(send.hourDecided, send.label, Metric.IN_TIME);
        if (send.isCertain && !seen) send.person.remove(send.id);
    }

    private void erase(ModelPerson person) throws Exception {
        var _ = scene.await(() -> scene.users.erase(person.id));
        person.erase();
        for (var send : sends) {
            boolean waits = send.state == ModelSend.State.WAITING || send.state == ModelSend.State.READY;
            if (send.person == person && waits) ended(send);
        }
    }

    private ModelPerson person() {
        return people.get(chance.nextInt(people.size()));
    }

    private ModelSend any() {
        return sends.isEmpty() ? null : sends.get(chance.nextInt(sends.size()));
    }
}
