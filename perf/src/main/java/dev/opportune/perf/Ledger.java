package dev.opportune.perf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What callers were told, send by send, against what the simulators recorded: each device of an admitted send has
/// exactly one accepted push where its receipt says so, and not after its deadline; what was suppressed, deferred or
/// refused has none, a replay has the send of the first answer, and nobody received what no caller was told of.
final class Ledger {

    /// After its deadline: what a simulator needs to have it handled, while the machine is busy.
    private static final long LATE_MILLIS = 250;

    private final Map<String, Receipt> receipts;
    private final Map<String, List<Push>> pushesBySend = new HashMap<>();
    private final Map<String, String> sendByKey = new HashMap<>();
    /// Each try with a key may have had an id of its own, and any of them may be the one that was taken.
    private final Map<String, Set<String>> unknownByKey = new HashMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();

    private Ledger(Map<String, Receipt> receipts) {
        this.receipts = receipts;
    }

    /// @param told every answer of the run
    /// @param receipts by send id, of every send that was taken or may have been
    /// @param pushes all that the simulators recorded
    static Ledger of(List<Told> told, Map<String, Receipt> receipts, List<Push> pushes) {
        var ledger = new Ledger(receipts);
        pushes.forEach(it -> ledger.pushesBySend
                .computeIfAbsent(it.sendId(), _ -> new ArrayList<>(2))
                .add(it));
        ledger.count("pushes accepted", pushes.stream().filter(Push::isAccepted).count());
        ledger.count(
                "pushes refused", pushes.stream().filter(it -> !it.isAccepted()).count());
        told.stream().filter(it -> !it.replayed()).forEach(ledger::first);
        told.stream().filter(Told::replayed).forEach(ledger::replay);
        ledger.untold(told);
        return ledger;
    }

    /// Whether there is no difference.
    boolean balances() {
        return differences.isEmpty();
    }

    /// What does not add up: the send (or the key, where no send is known) and why.
    List<String> differences() {
        return List.copyOf(differences);
    }

    /// How many of each kind, by name.
    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    private void first(Told told) {
        count("answers", 1);
        String decision = told.decision();
        String sendId = told.sendId();
        if (told.status() == 0) {
            count("no answer", 1);
            differs(told.key(), "no answer came");
        } else if (sendId == null) {
            count("refused: " + told.status() + " " + told.problem(), 1);
        } else if (decision == null) {
            unknownByKey.computeIfAbsent(told.key(), _ -> new HashSet<>()).add(sendId);
            unknown(sendId);
        } else {
            count(decision, 1);
            if (sendByKey.put(told.key(), sendId) != null) {
                differs(sendId, "its key was taken before, and not replayed");
            }
            switch (decision) {
                case "admitted" -> settled(sendId, told.deviceCount());
                case "deferred" -> waits(sendId);
                default -> unpushed(sendId, decision);
            }
        }
    }

    private void replay(Told told) {
        count("answers", 1);
        count("replayed", 1);
        String first = sendByKey.get(told.key());
        var unknown = unknownByKey.getOrDefault(told.key(), Set.of());
        if (first == null && unknown.isEmpty()) {
            differs(told.key(), "replayed, and no first answer came");
        } else if (first == null ? !unknown.contains(told.sendId()) : !first.equals(told.sendId())) {
            differs(first == null ? told.key() : first, "replayed as " + told.sendId());
        }
    }

    private void settled(String sendId, int deviceCount) {
        var receipt = receipts.get(sendId);
        if (receipt == null) {
            differs(sendId, "admitted, and it has no receipt");
            return;
        }
        count("admitted: " + receipt.state(), 1);
        if (receipt.isAlive()) differs(sendId, "admitted, and still " + receipt.state());
        if (receipt.deliveries().size() != deviceCount) {
            differs(sendId, receipt.deliveries().size() + " deliveries for " + deviceCount + " devices");
        }
        if (receipt.state().equals("accepted") != receipt.count("accepted") > 0) {
            differs(sendId, receipt.state() + " with " + receipt.count("accepted") + " accepted deliveries");
        }
        pushed(sendId, receipt);
    }

    /// Each accepted delivery has its own push; a push beyond those is what an unconfirmed delivery may have been.
    private void pushed(String sendId, Receipt receipt) {
        count("devices told accepted", receipt.count("accepted"));
        count("devices told unconfirmed", receipt.count("unconfirmed"));
        var accepted = pushesTo(sendId);
        var devices = new HashSet<String>();
        long unconfirmed = receipt.count("unconfirmed");
        for (var push : accepted) {
            long late = push.atMillis() - receipt.deadline().toEpochMilli();
            if (late > LATE_MILLIS) differs(sendId, "pushed " + late + " ms after its deadline");
            boolean told = receipt.deliveries().stream()
                    .anyMatch(it ->
                            it.outcome().equals("accepted") && push.providerId().equals(it.providerId()));
            if (told && devices.add(push.deviceToken())) continue;
            if (--unconfirmed < 0) differs(sendId, "pushed to " + push.deviceToken() + ", and no delivery says so");
        }
        long lost = receipt.count("accepted") - devices.size();
        if (lost > 0) differs(sendId, lost + " accepted deliveries that no simulator recorded");
    }

    /// It may have been taken, or not: then it has no receipt.
    private void unknown(String sendId) {
        var receipt = receipts.get(sendId);
        count("outcome unknown: " + (receipt == null ? "not taken" : receipt.state()), 1);
        if (receipt == null) unpushed(sendId, "without a receipt");
        else pushed(sendId, receipt);
    }

    private void waits(String sendId) {
        var receipt = receipts.get(sendId);
        if (receipt == null) {
            differs(sendId, "deferred, and nothing is known of it");
            return;
        }
        count("deferred: " + receipt.state(), 1);
        if (receipt.isAlive()) unpushed(sendId, receipt.state());
        else pushed(sendId, receipt);
    }

    private void unpushed(String sendId, String because) {
        if (!pushesTo(sendId).isEmpty()) differs(sendId, because + ", and pushed");
    }

    /// Pushes of sends that no caller was told of.
    private void untold(List<Told> told) {
        var known = new HashSet<String>();
        for (var it : told) {
            if (it.sendId() != null) known.add(it.sendId());
        }
        for (String sendId : pushesBySend.keySet()) {
            if (!known.contains(sendId)) differs(sendId.isEmpty() ? "?" : sendId, "pushed, and nobody was told of it");
        }
    }

    private List<Push> pushesTo(String sendId) {
        return pushesBySend.getOrDefault(sendId, List.of()).stream()
                .filter(Push::isAccepted)
                .toList();
    }

    private void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    private void differs(String send, String why) {
        differences.add(send + ": " + why);
    }
}
