package dev.opportune.benchmarks.decisions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// How many keys of each kind of `docs/data.md` there are, and what they take by MEMORY USAGE of every one of a few, or
/// of every so many.
final class KeyKinds {

    private static final int PAGE = 1_000;

    private final Map<String, Kind> kinds = new TreeMap<>();

    private static final class Kind {
        long keys;
        long sampled;
        long sampledBytes;
    }

    private KeyKinds() {}

    /// @param one of each so many is asked for its size
    static KeyKinds of(RedisServer redis, int one) {
        var kinds = new KeyKinds();
        var commands = redis.commands();
        eachKey(redis, "*", key -> kinds.count(commands, key, one));
        return kinds;
    }

    /// Every key that fits the pattern.
    static void eachKey(RedisServer redis, String pattern, Consumer<byte[]> action) {
        var args = ScanArgs.Builder.limit(PAGE).match(pattern);
        KeyScanCursor<byte[]> cursor = redis.commands().scan(args);
        cursor.getKeys().forEach(action);
        while (!cursor.isFinished()) {
            cursor = redis.commands().scan(cursor, args);
            cursor.getKeys().forEach(action);
        }
    }

    /// What all keys of a kind take: `u`, `c`, ….
    double bytes(String kind) {
        var known = kinds.get(kind);
        return known == null ? 0 : (double) known.sampledBytes / known.sampled * known.keys;
    }

    /// A row for each kind.
    void print(String each, int count) {
        System.out.println("| kind | keys | bytes a key | keys " + each + " | bytes " + each + " |");
        System.out.println("|---|---|---|---|---|");
        kinds.forEach((name, kind) -> System.out.printf(
                Locale.ROOT,
                "| `%s` | %,d | %,.1f | %.4f | %,.1f |%n",
                name,
                kind.keys,
                (double) kind.sampledBytes / kind.sampled,
                (double) kind.keys / count,
                bytes(name) / count));
    }

    private void count(RedisCommands<byte[], byte[]> commands, byte[] key, int one) {
        var kind = kinds.computeIfAbsent(kindOf(new String(key, UTF_8)), _ -> new Kind());
        if (kind.keys++ % one != 0) return;
        var bytes = commands.memoryUsage(key);
        if (bytes == null) return; // it has ended
        kind.sampled++;
        kind.sampledBytes += bytes;
    }

    /// Keys are `op:{tag}:kind` or `op:{tag}:kind:name`.
    private static String kindOf(String key) {
        var tail = key.substring(key.indexOf("}:") + 2);
        int end = tail.indexOf(':');
        return end < 0 ? tail : tail.substring(0, end);
    }
}
