package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.Push;
import dev.opportune.perf.Receipt;
import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.disturbance.ProviderFrozen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// One send's receipt, event and pushes, against each other and the clock.
final class LifeCheck {

    /// A push is in the simulator's record so soon after it was written, but for pauses of this machine.
    private static final Duration RECORDED_AFTER = Duration.ofMillis(250);

    /// What was paused so long before a deadline may still be made up for after it.
    private static final Duration MADE_UP_FOR = Duration.ofSeconds(1);

    /// What a provider thaws, it works off for a while.
    private static final Duration WORKED_OFF = Duration.ofSeconds(2);

    /// From a push to its end in Redis, while nothing goes wrong but that all is slow.
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

    private static final Set<String> UNPUSHED = Set.of("expired", "suppressed", "rejected", "cancelled", "failed");

    private final List<Happened> happened;
    private final List<Loss> losses;
    private final BiFunction<Instant, Instant, Duration> paused;
    private final Differences differences;
    private int duplicates;

    LifeCheck(Books books, Differences differences) {
        this.happened = books.happened();
        this.losses = books.losses();
        this.paused = books.paused();
        this.differences = differences;
    }

    /// How many pushes so far were of a send and device that had one before.
    int duplicates() {
        return duplicates;
    }

    void check(Life life) {
        var receipt = life.receipt();
        if (receipt == null) {
            differences.add(Rule.RECORDED, life.sendId() + ": it has no receipt");
            return;
        }
        if (life.ends().size() == 1) agree(life, receipt, life.ends().getFirst());
        for (var push : life.pushes()) inTime(life, receipt, push);
        if (!life.pushes().stream().allMatch(it -> it.collapseId().equals(life.sendId()))) {
            differences.add(Rule.ONE_COLLAPSE_ID, life.sendId() + ": " + life.pushes());
        }
        life.pushesByDevice().values().forEach(this::explained);
    }

    private void agree(Life life, Receipt receipt, Settled end) {
        if (!receipt.state().equals(end.state())) {
            differs(life, "the event says " + end.state() + ", the receipt " + receipt.state());
        }
        if (receipt.state().equals("accepted") != receipt.count("accepted") > 0) {
            differs(life, receipt.state() + " with " + receipt.count("accepted") + " accepted deliveries");
        }
        if (UNPUSHED.contains(receipt.state()) && !life.pushes().isEmpty()) {
            differs(life, receipt.state() + ", and pushed: " + life.pushes());
        }
        for (var delivery : receipt.deliveries()) {
            if (!delivery.outcome().equals("accepted")) continue;
            if (life.pushes().stream().noneMatch(it -> it.providerId().equals(delivery.providerId()))) {
                differs(life, "no simulator recorded " + delivery.providerId());
            }
        }
    }

    /// What was written before the deadline and then lay in a frozen provider is the provider's to drop.
    private void inTime(Life life, Receipt receipt, Push push) {
        var at = Instant.ofEpochMilli(push.atMillis());
        var onItsWay = receipt.deadline().plus(RECORDED_AFTER);
        if (!at.isAfter(onItsWay)) return;
        boolean frozen = happened.stream()
                .anyMatch(it -> it.disturbance() instanceof ProviderFrozen freeze
                        && freeze.provider().equals(push.provider())
                        && it.from().isBefore(onItsWay)
                        && it.until().plus(WORKED_OFF).isAfter(at));
        if (frozen) return;
        var pause = paused.apply(receipt.deadline().minus(MADE_UP_FOR), at);
        if (!at.isAfter(onItsWay.plus(pause))) return;
        differences.add(
                Rule.IN_TIME,
                life.sendId() + ": pushed at " + at + ", deadline " + receipt.deadline() + ", this machine paused for "
                        + pause.toMillis() + " ms; " + push);
    }

    /// A further push only where something befell the send while the one before it was on its way: a disturbance, this
    /// machine, or the end of a connection.
    private void explained(List<Push> toOneDevice) {
        for (int i = 1; i < toOneDevice.size(); i++) {
            duplicates++;
            var before = Instant.ofEpochMilli(toOneDevice.get(i - 1).atMillis());
            var after = Instant.ofEpochMilli(toOneDevice.get(i).atMillis());
            var begun = before.minus(ON_ITS_WAY);
            String provider = toOneDevice.get(i).provider();
            boolean disturbed = happened.stream().anyMatch(it -> it.overlaps(begun, after))
                    || losses.stream().anyMatch(it -> it.befell(provider, begun, after))
                    || paused.apply(begun, after).compareTo(RECORDED_AFTER) > 0;
            if (!disturbed) {
                differences.add(
                        Rule.EXPLAINED, toOneDevice.get(i).sendId() + ": pushed at " + before + " and at " + after);
            }
        }
    }

    private void differs(Life life, String why) {
        differences.add(Rule.RECORDED, life.sendId() + ": " + why);
    }
}
