package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.Policy.Cap;
import dev.opportune.ratelimiter.Policy.Window;
import dev.opportune.ratelimiter.fixture.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the caps of the [DecisionModel] have counted: plain lists of seconds, by user and cap. What counts is told by
/// the
/// window that the cap has now; what is kept, by those that it had when sends were counted.
final class ModelCounts {

    private final Map<String, Map<String, Counts>> ofUsers = new HashMap<>();
    /// By user: from when on none of the counts can matter, in a zone however far west.
    private final Map<String, Instant> ends = new HashMap<>();

    private static final class Counts {
        /// In the order of the sends.
        final List<Long> seconds = new ArrayList<>();

        int largestLimit;
    }

    /// Whether anything was ever counted of the user.
    boolean has(String user) {
        return ofUsers.containsKey(user);
    }

    /// All that is kept of the user, by cap.
    Map<String, List<Instant>> of(String user) {
        var kept = new TreeMap<String, List<Instant>>();
        ofUsers.getOrDefault(user, Map.of())
                .forEach((cap, counts) -> kept.put(
                        cap, counts.seconds.stream().map(Instant::ofEpochSecond).toList()));
        return kept;
    }

    private List<Long> seconds(String user, String cap) {
        var counts = ofUsers.getOrDefault(user, Map.of()).get(cap);
        return counts == null ? List.of() : counts.seconds;
    }

    /// How many sends count now.
    int used(String user, Cap cap, WallTime wall, Instant now) {
        return used(seconds(user, cap.name()), cap, wall, now);
    }

    private static int used(List<Long> seconds, Cap cap, WallTime wall, Instant now) {
        int used = 0;
        for (long second : seconds) {
            if (endOfCounting(second, cap, wall).isAfter(now)) used++;
        }
        return used;
    }

    /// From when on a counted send does not count any more.
    private static Instant endOfCounting(long second, Cap cap, WallTime wall) {
        var at = Instant.ofEpochSecond(second);
        return switch (cap.window()) {
            case Window.Rolling(var length) -> at.plus(length);
            case Window.Calendar(var unit) ->
                switch (unit) {
                    case DAY -> wall.startOf(wall.day(at).plusDays(1));
                    case WEEK -> wall.startOf(wall.monday(at).plusWeeks(1));
                };
        };
    }

    /// The first instant at which there is room: some send has just ceased to count. Null when there never is.
    @Nullable
    Instant nextAt(String user, Cap cap, WallTime wall, int room, Instant now) {
        var seconds = seconds(user, cap.name());
        return seconds.stream()
                .map(second -> endOfCounting(second, cap, wall))
                .filter(at -> at.isAfter(now) && used(seconds, cap, wall, at) < room)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /// Counts a send at the present second, rounded up; not before a send that was counted before it, should the clock
    /// have stepped back. Gives the second.
    long count(String user, List<Cap> caps, WallTime wall, Instant now) {
        long second = now.getNano() == 0 ? now.getEpochSecond() : now.getEpochSecond() + 1;
        if (caps.isEmpty()) return second;
        forgetEnded(user, caps, wall, now);
        var counted = ofUsers.computeIfAbsent(user, _ -> new HashMap<>());
        for (var cap : caps) {
            for (long earlier : seconds(user, cap.name())) second = Math.max(second, earlier);
        }
        for (var cap : caps) {
            var counts = counted.computeIfAbsent(cap.name(), _ -> new Counts());
            counts.seconds.add(second);
            forgetOld(counts, cap, wall, now);
            var end = Instant.ofEpochSecond(second)
                    .plus(
                            switch (cap.window()) {
                                case Window.Rolling(var length) -> length;
                                case Window.Calendar _ -> Duration.ofDays(9);
                            });
            ends.merge(user, end, (a, b) -> a.isAfter(b) ? a : b);
        }
        return second;
    }

    /// When a send is counted, counts go that all have ended: also for a clock that steps back later. What still counts
    /// in a window of the send's caps, since that was made longer, stays.
    private void forgetEnded(String user, List<Cap> caps, WallTime wall, Instant now) {
        if (ends.getOrDefault(user, Instant.MIN).isAfter(now)) return;
        var stays = caps.stream()
                .filter(cap -> used(user, cap, wall, now) > 0)
                .map(Cap::name)
                .toList();
        ofUsers.getOrDefault(user, new HashMap<>()).keySet().retainAll(stays);
        ends.remove(user);
    }

    /// What counts no more may go, but for twice the largest limit that there was.
    private static void forgetOld(Counts counts, Cap cap, WallTime wall, Instant now) {
        counts.largestLimit = Math.max(counts.largestLimit, cap.limit());
        while (counts.seconds.size() > 2 * counts.largestLimit
                && !endOfCounting(counts.seconds.getFirst(), cap, wall).isAfter(now)) {
            counts.seconds.removeFirst();
        }
    }

    /// One send less was counted at that second. Which one does not matter: a place is told by its second alone.
    void giveBack(String user, List<String> caps, long second) {
        for (var cap : caps) {
            var counts = ofUsers.getOrDefault(user, Map.of()).get(cap);
            if (counts != null) counts.seconds.remove((Long) second);
        }
    }

    /// The user is erased.
    void forget(String user) {
        ofUsers.remove(user);
        ends.remove(user);
    }
}
