package dev.opportune.engagement.tally;

import dev.opportune.engagement.report.Cells;
import dev.opportune.ratelimiter.redis.Keys;
import dev.opportune.ratelimiter.redis.Packed;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.TreeMap;

/// What a portion of a batch adds to the hours, as `add.lua` takes it.
final class Portion {

    /// An amount is kept in two parts, so that no sum of them is too large.
    static final BigInteger PART = BigInteger.TEN.pow(8);

    /// By hour and label.
    private final TreeMap<Long, TreeMap<Long, Cells>> hours = new TreeMap<>();

    void add(long hour, long label, Cells cells) {
        hours.computeIfAbsent(hour, _ -> new TreeMap<>())
                .computeIfAbsent(label, _ -> new Cells())
                .add(cells);
    }

    byte[][] keys(Keys keys) {
        var names = new ArrayList<byte[]>();
        names.add(keys.folded());
        hours.keySet().forEach(hour -> names.add(keys.hour(hour)));
        return names.toArray(byte[][]::new);
    }

    byte[] packed() {
        var to = new Packed().array(hours.size());
        hours.forEach((hour, labels) -> {
            to.array(3).put(hour).array(2 * labels.size());
            labels.forEach((label, cells) -> {
                to.put(field(label)).array(2 * cells.counts().size());
                cells.counts().forEach((metric, count) -> to.put(metric).put(count));
            });
            int amounts =
                    labels.values().stream().mapToInt(it -> it.amounts().size()).sum();
            to.array(3 * amounts);
            labels.forEach((label, cells) -> cells.amounts().forEach((amount, sum) -> {
                var parts = sum.divideAndRemainder(PART);
                to.put(field(label, amount)).put(parts[0].toString()).put(parts[1].toString());
            }));
        });
        return to.bytes();
    }

    static byte[] field(long label) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) label).array();
    }

    private static byte[] field(long label, Cells.Amount amount) {
        var name = Packed.within().put(amount.name()).put(amount.currency()).bytes();
        return ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt((int) label)
                .put(name)
                .array();
    }
}
