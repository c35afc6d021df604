package dev.opportune.perf.dashboards;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What alerts a bad day must bring, may bring, and no others.
///
/// @param alert its name
/// @param must whether it has to fire
/// @param after the mark that it comes after
/// @param soonest after that
/// @param latest after that
/// @param over the mark after which it has to end within [#END]; empty: it may be there at the end
record Expected(String alert, boolean must, String after, Duration soonest, Duration latest, String over, String why) {

    private static final Duration END = Duration.ofMinutes(2);

    private static final List<Expected> ALL = List.of(
            must(
                    "OpportuneAppFaulty",
                    "B",
                    2,
                    4,
                    "b",
                    "Firebase refuses everything of the app, for longer than two minutes"),
            must("OpportuneRedisAway", "D", 2, 4, "d", "lanes have nobody to talk to, for longer than two minutes"),
            must(
                    "OpportuneUnavailableFast",
                    "A",
                    0,
                    13,
                    "",
                    "requests are refused: for seconds at A, which of the minutes that this Prometheus knows is more than"
                            + " the objective allows; for minutes at D"),
            must("OpportuneRedisReplicaLost", "A", 10, 12, "a", "a master has been alone for ten minutes"),
            may("OpportuneLeasesTakenOver", "A", "what lanes had in hand there could not be renewed"),
            may("OpportuneMomentsMissedSlow", "B", "what this Prometheus knows of three days is some minutes"),
            may("OpportuneUnavailableSlow", "A", "what this Prometheus knows of three days is some minutes"));

    private static Expected must(String alert, String after, int soonest, int latest, String over, String why) {
        return new Expected(alert, true, after, Duration.ofMinutes(soonest), Duration.ofMinutes(latest), over, why);
    }

    private static Expected may(String alert, String after, String why) {
        return new Expected(alert, false, after, Duration.ZERO, BadDay.LASTS, "", why);
    }

    static List<Expected> all() {
        return ALL;
    }

    /// What is not as it should be, in words; nothing: all is.
    ///
    /// @param marks when things happened, by letter
    static List<String> wrong(List<Fired> fired, Map<String, Instant> marks) {
        var wrong = new ArrayList<String>();
        for (var one : fired) {
            if (ALL.stream().noneMatch(it -> it.alert.equals(one.alert()))) wrong.add(one.alert() + " fired");
        }
        for (var expected : ALL) {
            var of = fired.stream()
                    .filter(it -> it.alert().equals(expected.alert))
                    .toList();
            if (of.isEmpty() && expected.must) wrong.add(expected.alert + " did not fire");
            of.forEach(it -> expected.judge(it, marks, wrong));
        }
        return wrong;
    }

    private void judge(Fired fired, Map<String, Instant> marks, List<String> wrong) {
        var since = at(marks, after);
        if (fired.from().isBefore(since.plus(soonest))) wrong.add(alert + " fired before it should have");
        if (fired.from().isAfter(since.plus(latest))) wrong.add(alert + " fired later than it should have");
        if (over.isEmpty()) return;
        if (fired.to().isAfter(at(marks, over).plus(END))) wrong.add(alert + " did not end");
    }

    private static Instant at(Map<String, Instant> marks, String letter) {
        return Objects.requireNonNull(marks.get(letter), letter);
    }
}
