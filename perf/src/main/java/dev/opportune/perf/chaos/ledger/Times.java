package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.chaos.disturbance.Happened;
import dev.opportune.perf.chaos.disturbance.Kind;
import dev.opportune.perf.chaos.load.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// How long things took.
final class Times {

    /// What ends later after a kill did not wait for a takeover alone.
    private static final Duration SOON = Duration.ofSeconds(1);

    private Times() {}

    static Map<String, String> of(Books books) {
        var figures = new LinkedHashMap<String, String>();
        figures.put(
                "a caller's wait for its decision",
                quantiles(books.stories().stream()
                        .filter(it -> it.decided().isPresent())
                        .mapToLong(it -> it.waited().toMillis())));
        figures.put(
                "first send taken after Redis was killed and is back",
                quantiles(books.happened().stream()
                        .filter(it -> it.kind() == Kind.REDIS_KILLED)
                        .mapToLong(it -> firstTaken(books, it.until()))));
        figures.put("last end of what was in flight at a kill of a gateway", quantiles(takeovers(books)));
        return figures;
    }

    private static long firstTaken(Books books, Instant after) {
        return books.stories().stream()
                .flatMap(it -> it.decided().stream())
                .map(Answer::at)
                .filter(it -> it.isAfter(after))
                .mapToLong(it -> Duration.between(after, it).toMillis())
                .min()
                .orElse(0);
    }

    /// For each kill: sends that were admitted in the second before it and ended later than others do.
    private static LongStream takeovers(Books books) {
        var kills = books.happened().stream()
                .filter(it -> it.kind() == Kind.GATEWAY_KILLED)
                .toList();
        return kills.stream().mapToLong(kill -> lastEnd(books, kill)).filter(it -> it > SOON.toMillis());
    }

    private static long lastEnd(Books books, Happened kill) {
        return books.stories().stream()
                .flatMap(it -> it.decided().stream())
                .filter(it -> "admitted".equals(it.told().decision()))
                .filter(it -> it.at().isBefore(kill.from())
                        && it.at().isAfter(kill.from().minus(SOON)))
                .flatMap(
                        it -> books.ends().getOrDefault(String.valueOf(it.told().sendId()), List.of()).stream())
                .mapToLong(it -> Duration.between(kill.from(), it.at()).toMillis())
                .max()
                .orElse(0);
    }

    private static String quantiles(LongStream millis) {
        long[] sorted = millis.sorted().toArray();
        if (sorted.length == 0) return "none";
        return "median %,d ms, 99 %% %,d ms, most %,d ms (%,d)"
                .formatted(at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1], sorted.length);
    }

    private static long at(long[] sorted, double share) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }
}
