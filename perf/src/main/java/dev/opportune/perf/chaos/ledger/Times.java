package dev.opportune.perf.chaos.ledger;

import dev.opportune.perf.chaos.disturbance.GatewayKilled;
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

    /// No send is in a gateway's hands for longer, but for slow ones; and no takeover is over sooner.
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
        figures.put(
                "end of what a killed gateway had in its hands, after the kill", quantiles(takeovers(books, false)));
        figures.put("the same, where nothing else went wrong meanwhile", quantiles(takeovers(books, true)));
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

    /// From a kill to the end of each send that the killed gateway had admitted in the second before it, where another
    /// had to end it.
    ///
    /// @param alone whether only those count while which nothing else went wrong
    private static LongStream takeovers(Books books, boolean alone) {
        return books.happened().stream()
                .filter(it -> it.kind() == Kind.GATEWAY_KILLED)
                .flatMapToLong(kill -> books.stories().stream()
                        .flatMap(it -> it.decided().stream())
                        .filter(it -> wasHeldAt(kill, it))
                        .flatMap(
                                it -> books
                                        .ends()
                                        .getOrDefault(String.valueOf(it.told().sendId()), List.of())
                                        .stream())
                        .map(Settled::at)
                        .filter(it -> it.isAfter(kill.from().plus(SOON)))
                        .filter(it -> !alone || isAlone(books, kill, it))
                        .mapToLong(it -> Duration.between(kill.from(), it).toMillis()));
    }

    private static boolean wasHeldAt(Happened kill, Answer answer) {
        return kill.disturbance() instanceof GatewayKilled(int gateway, var _)
                && answer.gateway() == gateway
                && "admitted".equals(answer.told().decision())
                && answer.at().isBefore(kill.from())
                && answer.at().isAfter(kill.from().minus(SOON));
    }

    private static boolean isAlone(Books books, Happened kill, Instant until) {
        return books.happened().stream()
                .noneMatch(it ->
                        it.number() != kill.number() && it.overlaps(kill.from().minus(SOON), until));
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
