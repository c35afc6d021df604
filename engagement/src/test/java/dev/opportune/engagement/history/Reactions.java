package dev.opportune.engagement.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.engagement.Interaction.Kind;
import dev.opportune.engagement.Interaction.Platform;
import dev.opportune.engagement.Money;
import dev.opportune.engagement.report.Buckets;
import dev.opportune.engagement.report.Cells.Amount;
import dev.opportune.engagement.report.Metric;
import dev.opportune.engagement.touch.Interactions.Attributed;
import dev.opportune.engagement.touch.Interactions.Recorded;
import dev.opportune.ratelimiter.experiment.Goal;
import dev.opportune.ratelimiter.user.Users.Change;
import dev.opportune.ratelimiter.user.Users.PreferencesPatch;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// What people do of a generated history: interactions, conversions, refusals, each beside the plain model of it.
final class Reactions {

    private static final List<String> NAMES = List.of("purchase", "signup");
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Platform> PLATFORMS = List.of(Platform.values());

    private final Scene scene;
    private final Random chance;
    private final String name;
    private final Ledger ledger;
    private int ids;

    Reactions(Scene scene, String name, Ledger ledger) {
        this.scene = scene;
        this.chance = scene.chance;
        this.name = name;
        this.ledger = ledger;
    }

    void interact(ModelSend send) throws Exception {
        if (send == null) return;
        var kind = KINDS.get(chance.nextInt(KINDS.size()));
        var platform = PLATFORMS.get(chance.nextInt(PLATFORMS.size()));
        var person = send.person;
        long at = scene.now() + chance.nextInt(-7_200_000, 600_000);
        var recorded = scene.await(
                () -> scene.interactions.mark(person.id, send.id, kind, platform, Instant.ofEpochMilli(at)));
        assertThat(recorded).isEqualTo(person.mark(send.id, kind, platform, at / 1000, scene.now() / 1000));
        if (recorded != Recorded.RECORDED) return;
        var touch = person.touchOf(send.id);
        ledger.count(
                touch.hourDecided,
                touch.label,
                switch (kind) {
                    case RECEIVED -> Metric.received(platform.word());
                    case OPENED -> Metric.openedAfter(Buckets.of(touch.openedAt - touch.second));
                    case CLICKED -> Metric.CLICKED;
                    case DISMISSED -> Metric.DISMISSED;
                });
        var goal = switch (kind) {
            case OPENED -> new Goal.Opened();
            case CLICKED -> new Goal.Clicked();
            case RECEIVED, DISMISSED -> null;
        };
        if (goal == null) return;
        long done = Math.max(touch.second, Math.min(at / 1000, scene.now() / 1000));
        for (var label : person.reach(goal, done, touch.second)) ledger.countOfUser(label, Metric.DID_GOAL);
    }

    void convert(ModelPerson person) throws Exception {
        var what = NAMES.get(chance.nextInt(NAMES.size()));
        var id = chance.nextInt(4) == 0 ? "order-" + chance.nextInt(3) : "order-" + name + ids++;
        var money = chance.nextBoolean()
                ? null
                : new Money(
                        chance.nextLong(-9_999_999_999_990_000L, 9_999_999_999_990_000L), Currency.getInstance("EUR"));
        long at = scene.now() + chance.nextInt(-7_200_000, 600_000);
        var to = scene.await(() -> scene.interactions.convert(person.id, what, id, money, Instant.ofEpochMilli(at)));
        long done = Math.min(at / 1000, scene.now() / 1000);
        for (var label : person.reach(new Goal.Converted(what), done, done)) ledger.countOfUser(label, Metric.DID_GOAL);
        var due = person.convert(what, id, at / 1000, scene.now() / 1000, Scene.WINDOWS);
        assertThat(to).isEqualTo(due.to());
        var touch = due.touch();
        if (touch == null) return;
        if (due.isFirst()) {
            ledger.count(touch.hourDecided, touch.label, Metric.converted(to == Attributed.DIRECT, what));
            long after = Math.min(at / 1000, scene.now() / 1000) - touch.second;
            ledger.count(touch.hourDecided, touch.label, Metric.convertedAfter(Buckets.of(after)));
        }
        if (money != null) {
            ledger.count(
                    touch.hourDecided,
                    touch.label,
                    it -> it.add(new Amount(what, "EUR"), BigInteger.valueOf(money.tenThousandths())));
        }
    }

    /// Refuses, or grants again, what is promotional.
    void refuse(ModelPerson person) throws Exception {
        boolean refuses = !person.refusesPromotions;
        var patch = new PreferencesPatch(new Change.Set<>(!refuses), Map.of(), Map.of(), Set.of(), "caller", "app");
        var _ = scene.await(() -> scene.users.patchPreferences(person.id, patch));
        person.refusesPromotions = refuses;
        var touch = refuses ? person.turnAway(scene.now() / 1000) : null;
        person.isKnown = true;
        if (touch == null) return;
        ledger.count(touch.hourDecided, touch.label, Metric.REFUSED_AFTER);
        for (var label : person.doing(Metric.REFUSED_AFTER, it -> it.second <= touch.second)) {
            ledger.countOfUser(label, Metric.REFUSED_AFTER);
        }
    }

    void measurement(ModelPerson person) throws Exception {
        boolean refuses = !person.refusesMeasurement && chance.nextInt(3) == 0;
        var patch = new PreferencesPatch(
                new Change.Keep<>(), Map.of(), Map.of(), Set.of(), "caller", "app", new Change.Set<>(!refuses));
        var _ = scene.await(() -> scene.users.patchPreferences(person.id, patch));
        person.isKnown = true;
        if (refuses) person.refuseMeasurement();
        else person.refusesMeasurement = false;
    }
}
