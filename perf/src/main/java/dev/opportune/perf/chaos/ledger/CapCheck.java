package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.chaos.load.Send;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.load.Story;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many sends each capped user may have seen.
final class CapCheck {

    private CapCheck() {}

    static void check(List<Story> stories, Lives lives, Differences differences) {
        Map<String, Set<String>> seen = new HashMap<>();
        for (var story : stories) {
            if (story.send().kind() != Send.Kind.CAPPED) continue;
            lives.of(story.send().key()).stream()
                    .filter(CapCheck::mayBeSeen)
                    .forEach(it -> seen.computeIfAbsent(story.send().user(), _ -> new HashSet<>())
                            .add(it.sendId()));
        }
        seen.forEach((user, sends) -> {
            if (sends.size() > Sends.CAP) differences.add(Rule.WITHIN_CAPS, user + ": " + sends);
        });
    }

    private static boolean mayBeSeen(Life life) {
        var receipt = life.receipt();
        return !life.pushes().isEmpty()
                || (receipt != null
                        && (receipt.state().equals("accepted")
                                || receipt.state().equals("unconfirmed")));
    }
}
