package dev.opportune.engagement.history;

import dev.opportune.ratelimiter.redis.Keys;
import dev.opportune.ratelimiter.redis.PlainCommands;
import dev.opportune.ratelimiter.redis.Script;
import dev.opportune.ratelimiter.redis.Storage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A lane's Redis by which scripts run twice, as when a reply was lost; those of a fold also not at all, or without an
/// answer, and once more at any time afterwards. Confined to the lane.
final class Faulty implements Storage {

    private static final Set<Script> OF_A_FOLD = EnumSet.of(Script.TAKE, Script.ADD, Script.DROP);
    private static final int MOST_KEPT = 40;

    private final Storage redis;
    private final Random chance;
    private final List<Call> ran = new ArrayList<>();
    boolean isSound;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Call(Script script, byte[][] keys, byte[][] args) {}

    /// Where a fold is broken off.
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken() {
            super("broken off", null, false, false);
        }
    }

    Faulty(Storage redis, Random chance) {
        this.redis = redis;
        this.chance = chance;
    }

    @Override
    public Future<List<Object>> run(Script script, byte[][] keys, byte[]... args) {
        if (isSound) return redis.run(script, keys, args);
        if (!OF_A_FOLD.contains(script)) {
            var first = redis.run(script, keys, args);
            return chance.nextInt(4) > 0
                    ? first
                    : first.compose(reply -> redis.run(script, keys, args).map(_ -> reply));
        }
        if (ran.size() == MOST_KEPT) ran.remove(chance.nextInt(MOST_KEPT));
        ran.add(new Call(script, keys, args));
        return switch (chance.nextInt(8)) {
            case 0 -> Future.failedFuture(new Broken());
            case 1 -> redis.run(script, keys, args).compose(_ -> Future.failedFuture(new Broken()));
            case 2 -> redis.run(script, keys, args).compose(_ -> redis.run(script, keys, args));
            default -> redis.run(script, keys, args);
        };
    }

    /// Runs one again of those that ran.
    Future<?> again() {
        if (ran.isEmpty()) return Future.succeededFuture();
        var call = ran.get(chance.nextInt(ran.size()));
        return redis.run(call.script, call.keys, call.args);
    }

    @Override
    public PlainCommands plain() {
        return redis.plain();
    }

    @Override
    public Keys keys() {
        return redis.keys();
    }

    @Override
    public long testNow() {
        return redis.testNow();
    }

    @Override
    public boolean isCluster() {
        return redis.isCluster();
    }
}
