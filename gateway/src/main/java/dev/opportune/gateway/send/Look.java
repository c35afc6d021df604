package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Scan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one look of [Releases] has found, page by page: for each partition the latest page alone. Confined to the lane.
final class Look {

    private static final Comparator<Scan.Ready> ORDER =
            Comparator.comparing(Scan.Ready::sendClass).thenComparingLong(Scan.Ready::deadlineMillis);

    /// What is due later is another look's, by Redis' clock.
    final long dueByMillis;

    private final Map<Integer, Page> pages = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    /// @param toWake what is due, but not what this look has tried to wake before
    private record Page(Scan.Found found, List<String> toWake) {}

    Look(long dueByMillis) {
        this.dueByMillis = dueByMillis;
    }

    void saw(int partition, Scan.Found found) {
        if (found.due().isEmpty() && found.ready().isEmpty()) {
            pages.remove(partition); // as most have nothing most of the time
            return;
        }
        var toWake = new ArrayList<>(found.due());
        var before = pages.get(partition);
        // What could not be woken must not keep the look, nor others, waiting.
        if (before != null) toWake.removeAll(new HashSet<>(before.found.due()));
        pages.put(partition, new Page(found, toWake));
    }

    /// Nothing can be had of it any more.
    void lost(int partition) {
        pages.remove(partition);
    }

    /// Partitions of which more is to be woken.
    List<Integer> unfinished() {
        return pages.entrySet().stream()
                .filter(e -> !e.getValue().toWake.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// What is to be woken, of all partitions.
    List<String> toWake() {
        return pages.values().stream().flatMap(page -> page.toWake.stream()).toList();
    }

    /// The first of the critical sends that are ready, whatever is due beside them. Gives each send once.
    List<String> firstCritical(int most) {
        return first(most, false);
    }

    /// The first of all that is ready, but only critical sends of a partition of which more is to be woken. Gives each
    /// send once.
    List<String> first(int most) {
        return first(most, true);
    }

    private List<String> first(int most, boolean every) {
        var first = pages.values().stream()
                .flatMap(page -> page.found.ready().stream()
                        .filter(ready -> isCritical(ready) || (every && page.toWake.isEmpty())))
                .filter(ready -> !given.contains(ready.sendId()))
                .sorted(ORDER)
                .limit(most)
                .map(Scan.Ready::sendId)
                .toList();
        given.addAll(first);
        return first;
    }

    private static boolean isCritical(Scan.Ready ready) {
        return ready.sendClass() == SendClass.CRITICAL;
    }
}
