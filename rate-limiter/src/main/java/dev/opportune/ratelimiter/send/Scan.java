package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.redis.RedisClock;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// `scan.lua` and `wake.lua`: what partitions have for a lane.
public final class Scan {

    /// Partitions of one call: what it finds in all of them is one reply, and Redis does nothing else meanwhile.
    private static final int MOST_AT_ONCE = 16;

    /// Where what is said of a partition begins to count what is ready, class by class.
    private static final int FIRST_COUNT = 4;

    /// Of one partition.
    private static final int KEYS = 4;

    private static final List<SendClass> CLASSES = List.of(SendClass.values());

    private final Storage redis;
    private final RedisClock clock;

    Scan(Storage redis, RedisClock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /// What was found.
    ///
    /// @param nextMillis the next instant in waiting after those asked for, by Redis' clock; [Long#MAX_VALUE]: none
    /// @param due ids of sends to be woken
    /// @param ready the first of those that are ready, by class and deadline
    /// @param counts how many sends there are
    public record Found(long nowMillis, long nextMillis, List<String> due, List<Ready> ready, Counts counts) {}

    /// How many sends a partition has.
    ///
    /// @param waiting those with an instant at which they are looked at next, lanes' leases among them
    /// @param ready those that may go now and have no lane, of each class
    public record Counts(long waiting, Map<SendClass, Long> ready) {

        /// Nothing waits, and nothing is ready.
        public static final Counts NONE = new Counts(0, Map.of());
    }

    /// A send that may go now and has no lane.
    public record Ready(SendClass sendClass, long deadlineMillis, String sendId) {}

    /// What became of a due send.
    public enum Woken {
        READY,
        /// Its lane's lease had expired.
        TAKEN_OVER,
        /// Another lane was faster.
        NOT_DUE
    }

    int partitions() {
        return redis.keys().partitions();
    }

    /// How many partitions one call takes.
    int mostAtOnce() {
        return redis.isCluster() ? 1 : MOST_AT_ONCE;
    }

    Future<List<Found>> run(List<Integer> partitions, long dueByMillis, int most) {
        var keys = redis.keys();
        var names = new byte[partitions.size() * KEYS][];
        int at = 0;
        for (int partition : partitions) {
            names[at++] = keys.waiting(partition);
            for (var sendClass : CLASSES) names[at++] = keys.ready(partition, sendClass);
        }
        long calledAtNanos = System.nanoTime();
        return redis.run(Script.SCAN, names, decimal(redis.testNow()), decimal(dueByMillis), decimal(most))
                .map(reply -> {
                    long now = (Long) reply.getFirst();
                    clock.saw(now, calledAtNanos);
                    var nothing = new Found(now, Long.MAX_VALUE, List.of(), List.of(), Counts.NONE);
                    var found = new ArrayList<Found>(partitions.size());
                    for (int i = 1; i < reply.size(); i++) {
                        found.add(reply.get(i) instanceof List<?> said ? found(now, said) : nothing);
                    }
                    return found;
                });
    }

    private static Found found(long nowMillis, List<?> said) {
        long next = (Long) said.getFirst();
        return new Found(nowMillis, next == 0 ? Long.MAX_VALUE : next, due(said), ready(said), counts(said));
    }

    Future<Woken> wake(StoredSend send) {
        var keys = redis.keys();
        int p = keys.partitionOf(send.about().user());
        byte[][] names = {
            keys.send(p, send.sendId()),
            keys.waiting(p),
            keys.ready(p, SendClass.CRITICAL),
            keys.ready(p, SendClass.TRANSACTIONAL),
            keys.ready(p, SendClass.PROMOTIONAL),
            keys.parked(p, send.about().user()),
            keys.campaigns(p)
        };
        return redis.run(
                        Script.WAKE,
                        names,
                        decimal(redis.testNow()),
                        send.sendId().getBytes(UTF_8))
                .map(reply -> {
                    var word = ScriptReply.word(reply);
                    return switch (word) {
                        case "ready" -> Woken.READY;
                        case "taken_over" -> Woken.TAKEN_OVER;
                        case "not_due" -> Woken.NOT_DUE;
                        default -> throw ScriptReply.unknown(Script.WAKE, word);
                    };
                });
    }

    private static Counts counts(List<?> said) {
        var ready = new EnumMap<SendClass, Long>(SendClass.class);
        for (var sendClass : CLASSES) ready.put(sendClass, (Long) said.get(FIRST_COUNT + sendClass.rank()));
        return new Counts((Long) said.get(3), ready);
    }

    private static List<String> due(List<?> said) {
        var due = new ArrayList<String>();
        for (var id : (List<?>) said.get(1)) due.add(new String((byte[]) id, UTF_8));
        return due;
    }

    private static List<Ready> ready(List<?> said) {
        var heads = (List<?>) said.get(2);
        var ready = new ArrayList<Ready>(heads.size() / 3);
        for (int i = 0; i < heads.size(); i += 3) {
            var sendClass = SendClass.ofRank(Math.toIntExact((Long) heads.get(i)));
            ready.add(new Ready(sendClass, (Long) heads.get(i + 1), new String((byte[]) heads.get(i + 2), UTF_8)));
        }
        return ready;
    }

    private static byte[] decimal(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
