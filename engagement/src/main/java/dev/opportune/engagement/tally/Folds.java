package dev.opportune.engagement.tally;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.PlainCommands;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.ScriptReply;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Folds what partitions have counted into the home slot: `take.lua`, `add.lua`, `drop.lua`, in this
/// order. Each may be broken off, repeated, and done by several lanes at once: everything is added once.
/// Confined to the lane; futures fail with [dev.opportune.ratelimiter.redis.StorageUnavailableException]
/// when Redis does not answer, and the next fold goes on.
public final class Folds {

    /// Members of a batch that one script adds: more would hold Redis up.
    static final int PORTION = 100;

    private static final int PAGE = 500;

    private final Storage redis;
    private final Labels labels;
    private final Duration retention;
    private final int portion;
    private final Entered entered;

    /// Hears of users that entered an experiment, when that has been added: once, unless the reply of Redis was lost.
    public interface Entered {

        /// Nobody listens.
        Entered UNHEARD = (_, _) -> {};

        /// So many users entered in one arm.
        ///
        /// @param label the number of the arm
        void entered(long label, long users);
    }

    /// @param retention of hours
    public Folds(Storage redis, Labels labels, Duration retention, Entered entered) {
        this(redis, labels, retention, PORTION, entered);
    }

    /// @param portion how many members one script adds
    public Folds(Storage redis, Labels labels, Duration retention, int portion, Entered entered) {
        this.redis = redis;
        this.labels = labels;
        this.retention = retention;
        this.portion = portion;
        this.entered = entered;
    }

    /// A frozen batch: its members in their order.
    private record Batch(int partition, long number, List<Map.Entry<byte[], Long>> members) {}

    /// Folds what the partition has counted. Gives how many members the batch had; 0: there was none.
    public Future<Integer> fold(int partition) {
        var keys = redis.keys();
        byte[][] names = {keys.batch(partition), keys.frozenBatch(partition)};
        return redis.run(Script.TAKE, names, decimal(redis.testNow())).compose(reply -> {
            var word = ScriptReply.word(reply);
            return switch (word) {
                case "empty" -> Future.succeededFuture(0);
                case "taken" -> read(partition, ScriptReply.number(reply, 2)).compose(this::fold);
                default -> throw ScriptReply.unknown(Script.TAKE, word);
            };
        });
    }

    private Future<Integer> fold(Batch batch) {
        return addFrom(batch, 0)
                .compose(_ -> redis.run(
                        Script.DROP, new byte[][] {redis.keys().frozenBatch(batch.partition)}, decimal(batch.number)))
                .map(_ -> batch.members.size());
    }

    private Future<Batch> read(int partition, long number) {
        var members = new TreeMap<byte[], Long>(Arrays::compareUnsigned);
        return read(redis.keys().frozenBatch(partition), PlainCommands.BEGINNING, members)
                .map(_ -> new Batch(partition, number, List.copyOf(members.entrySet())));
    }

    private Future<Void> read(byte[] key, String cursor, Map<byte[], Long> members) {
        return redis.plain().page(key, cursor, PAGE).compose(page -> {
            page.fields().forEach((member, times) -> {
                if (member.length > 0) members.put(member, Long.parseLong(new String(times, US_ASCII)));
            });
            return page.next().isEmpty() ? Future.succeededFuture() : read(key, page.next(), members);
        });
    }

    /// Adds the members from this one on. What another lane has added meanwhile is passed over.
    private Future<Void> addFrom(Batch batch, int from) {
        if (from >= batch.members.size()) return Future.succeededFuture();
        int to = Math.min(from + portion, batch.members.size());
        var counted = new ArrayList<Counted>(to - from);
        for (var member : batch.members.subList(from, to)) {
            counted.add(Counted.read(member.getKey(), member.getValue()));
        }
        var apps = counted.stream()
                .flatMap(it -> it.ofApps().keySet().stream())
                .distinct()
                .toList();
        return labels.ask(apps)
                .compose(_ -> add(batch, from, to, portionOf(counted)))
                .compose(reply -> {
                    var word = ScriptReply.word(reply);
                    int done = Math.toIntExact(ScriptReply.number(reply, 1));
                    if (word.equals("added")) counted.forEach(this::tellOfEntered);
                    return switch (word) {
                        case "added", "had" -> addFrom(batch, Math.max(to, done));
                        // Another release's portions are of another size, or the home slot forgot some.
                        case "gap" -> addFrom(batch, done);
                        default -> throw ScriptReply.unknown(Script.ADD, word);
                    };
                });
    }

    private void tellOfEntered(Counted counted) {
        long users = counted.ofLabel().get(Metric.ENTERED);
        if (users > 0) entered.entered(counted.label(), users);
    }

    private Portion portionOf(List<Counted> counted) {
        var added = new Portion();
        for (var it : counted) {
            added.add(it.hour(), it.label(), it.ofLabel());
            it.ofApps().forEach((app, cells) -> added.add(it.hour(), numberOf(app), cells));
        }
        return added;
    }

    private long numberOf(Label.OfApp app) {
        return labels.knownNumber(app);
    }

    private Future<List<Object>> add(Batch batch, int from, int to, Portion added) {
        var packed = new Packed().put(redis.testNow()).put(batch.partition).put(batch.number);
        packed.put(from).put(to).put(retention.toMillis());
        return redis.run(Script.ADD, added.keys(redis.keys()), packed.bytes(), added.packed());
    }

    private static byte[] decimal(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }
}
