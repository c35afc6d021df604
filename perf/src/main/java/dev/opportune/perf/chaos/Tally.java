package dev.opportune.perf.chaos;

import dev.opportune.perf.chaos.ledger.Settled;
import dev.opportune.perf.chaos.load.Story;
import java.util.HashSet;
import java.util.Set;

/// Accepted sends against events, in little memory: a send that was heard of from both sides is forgotten. For any
/// number of threads.
final class Tally {

    private final Set<String> toldAlone = new HashSet<>();
    private final Set<String> endedAlone = new HashSet<>();
    private long accepted;

    synchronized void told(Story story) {
        var decided = story.decided();
        if (decided.isEmpty() || "suppressed".equals(decided.get().told().decision())) return;
        accepted++;
        var sendId = String.valueOf(decided.get().told().sendId());
        if (!endedAlone.remove(sendId)) toldAlone.add(sendId);
    }

    synchronized void ended(Settled event) {
        if (!toldAlone.remove(event.sendId())) endedAlone.add(event.sendId());
    }

    /// How many were accepted and have not ended.
    synchronized int open() {
        return toldAlone.size();
    }

    synchronized long accepted() {
        return accepted;
    }
}
