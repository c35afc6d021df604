package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.chaos.load.Story;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What four ledgers say of one run.
///
/// @param counts how many of each, by name
/// @param differences what does not add up
/// @param figures what was measured, by name
public record Reconciliation(Map<String, Long> counts, Differences differences, Map<String, String> figures) {

    /// Compares them, send by send.
    public static Reconciliation of(Books books) {
        var differences = new Differences();
        var counts = new TreeMap<String, Long>();
        var lives = new Lives(books);
        var storyCheck = new StoryCheck(lives, differences);
        var lifeCheck = new LifeCheck(books, differences);
        for (var story : books.stories()) {
            storyCheck.check(story);
            add(counts, "sends: " + StoryCheck.verdict(story));
        }
        for (var life : lives.all()) {
            lifeCheck.check(life);
            var receipt = life.receipt();
            if (receipt != null) add(counts, "ended: " + receipt.state());
        }
        CapCheck.check(books.stories(), lives, differences);
        counts.put("events that a failover took back", HearingCheck.check(books, differences));
        untold(books, lives, differences);
        books.left().forEach(it -> differences.add(Rule.LEFT_OVER, it));
        books.happened().stream()
                .filter(it -> !it.fault().isEmpty())
                .forEach(it -> differences.add(Rule.MADE, it.line()));
        long inFlight = inFlight(books, lives);
        if (lifeCheck.duplicates() > inFlight) {
            differences.add(Rule.EXPLAINED, lifeCheck.duplicates() + " of " + inFlight + " that were in flight");
        }
        counts.put(
                "pushes accepted",
                lives.all().stream().mapToLong(it -> it.pushes().size()).sum());
        counts.put("pushes made twice", (long) lifeCheck.duplicates());
        counts.put("in flight at disturbances", inFlight);
        counts.put("connections to providers that ended", (long) books.losses().size());
        counts.put(
                "tries",
                books.stories().stream().mapToLong(it -> it.answers().size()).sum());
        return new Reconciliation(Map.copyOf(counts), differences, Times.of(books));
    }

    /// Ids of all sends that a receipt should be asked for.
    public static Stream<String> sendIds(Iterable<Story> stories, Map<String, ?> ends, Stream<String> pushed) {
        var told = Stream.<String>builder();
        for (var story : stories) story.sendIds().forEach(told);
        return Stream.of(told.build(), ends.keySet().stream(), pushed)
                .flatMap(Function.identity())
                .filter(it -> !it.isEmpty())
                .distinct();
    }

    private static void untold(Books books, Lives lives, Differences differences) {
        var keys = books.stories().stream().map(it -> it.send().key()).collect(Collectors.toSet());
        lives.all().stream()
                .filter(it -> !keys.contains(it.key()))
                .forEach(it -> differences.add(Rule.SOMEBODYS, it.toString()));
    }

    /// How many sends had begun and not ended, disturbance by disturbance.
    private static long inFlight(Books books, Lives lives) {
        var begun = new HashMap<String, Instant>();
        for (var story : books.stories()) begun.put(story.send().key(), story.begun());
        return books.happened().stream()
                .mapToLong(happened -> lives.all().stream()
                        .filter(it -> !it.ends().isEmpty())
                        .filter(it -> begun.getOrDefault(it.key(), Instant.MAX).isBefore(happened.until()))
                        .filter(it -> it.ends().getFirst().at().isAfter(happened.from()))
                        .count())
                .sum();
    }

    private static void add(Map<String, Long> counts, String what) {
        counts.merge(what, 1L, Long::sum);
    }
}
