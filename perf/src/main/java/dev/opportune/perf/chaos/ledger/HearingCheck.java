package dev.opportune.perf.chaos.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What whoever read events while things went wrong was told, against the events that there are in the end.
final class HearingCheck {

    private HearingCheck() {}

    /// Gives how many were told that a failover took back: they were written, and their replica did not have them.
    static long check(Books books, Differences differences) {
        var heard = events(books.heard());
        var there = events(books.ends());
        var missed = new HashSet<>(there);
        missed.removeAll(heard);
        missed.forEach(it -> differences.add(Rule.HEARD, "not told: " + it));
        heard.removeAll(there);
        if (!books.cluster()) heard.forEach(it -> differences.add(Rule.HEARD, "gone: " + it));
        return heard.size();
    }

    private static Set<Settled> events(Map<String, List<Settled>> bySend) {
        return bySend.values().stream().flatMap(Collection::stream).collect(Collectors.toCollection(HashSet::new));
    }
}
