package dev.opportune.engagement.tally;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Cells.Amount;
import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.redis.PlainCommands;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Reads what was folded, hour by hour, with commands that hold Redis up for no longer than a page
/// takes. Confined to the lane; futures fail with
/// [dev.opportune.ratelimiter.redis.StorageUnavailableException] when Redis does not answer.
public final class Tallies {

    private static final int PAGE = 500;

    /// Hours that are read at once.
    private static final int AT_ONCE = 16;

    private final Storage redis;

    public Tallies(Storage redis) {
        this.redis = redis;
    }

    /// Hears what was counted.
    @FunctionalInterface
    public interface Reader {
        /// Hears what was counted in an hour under a label.
        ///
        /// @param hour since 1970
        void hear(long hour, Label label, Cells cells);
    }

    /// Reads the hours from one, with it, to another, without it: in any order.
    public Future<Void> read(long fromHour, long toHour, Reader reader) {
        return read(fromHour, toHour, reader, new HashMap<>());
    }

    private Future<Void> read(long fromHour, long toHour, Reader reader, Map<Long, Label> labels) {
        if (fromHour >= toHour) return Future.succeededFuture();
        long next = Math.min(fromHour + AT_ONCE, toHour);
        var hours = new ArrayList<Future<Map<Long, Cells>>>();
        for (long hour = fromHour; hour < next; hour++) hours.add(hour(hour));
        return Future.all(hours).compose(_ -> {
            var numbers = new HashSet<Long>();
            hours.forEach(hour -> numbers.addAll(hour.result().keySet()));
            numbers.removeAll(labels.keySet());
            return name(List.copyOf(numbers), labels).compose(_ -> {
                for (int i = 0; i < hours.size(); i++) {
                    long hour = fromHour + i;
                    hours.get(i).result().forEach((number, cells) -> reader.hear(hour, labelOf(number, labels), cells));
                }
                return read(next, toHour, reader, labels);
            });
        });
    }

    private static Label labelOf(long number, Map<Long, Label> labels) {
        return labels.getOrDefault(number, Label.ALL_OTHERS);
    }

    private Future<Void> name(List<Long> numbers, Map<Long, Label> labels) {
        if (numbers.isEmpty()) return Future.succeededFuture();
        var page = numbers.subList(0, Math.min(PAGE, numbers.size()));
        var fields = page.stream()
                .map(number -> Long.toString(number).getBytes(US_ASCII))
                .toArray(byte[][]::new);
        return redis.plain().fields(redis.keys().labelTexts(), fields).compose(found -> {
            for (int i = 0; i < found.size(); i++) {
                long number = page.get(i);
                found.get(i).ifPresent(packed -> labels.put(number, LabelCodec.read(packed)));
            }
            return name(numbers.subList(page.size(), numbers.size()), labels);
        });
    }

    private Future<Map<Long, Cells>> hour(long hour) {
        var cells = new HashMap<Long, Cells>();
        // A page may give a field again that another one gave: the later value stands.
        var fields = new HashMap<ByteBuffer, byte[]>();
        return pages(redis.keys().hour(hour), PlainCommands.BEGINNING, fields).map(_ -> {
            fields.forEach((field, value) -> read(field.duplicate(), value, cells));
            return cells;
        });
    }

    private Future<Void> pages(byte[] key, String cursor, Map<ByteBuffer, byte[]> fields) {
        return redis.plain().page(key, cursor, PAGE).compose(page -> {
            page.fields().forEach((field, value) -> fields.put(ByteBuffer.wrap(field), value));
            return page.next().isEmpty() ? Future.succeededFuture() : pages(key, page.next(), fields);
        });
    }

    private static void read(ByteBuffer field, byte[] value, Map<Long, Cells> into) {
        long number = Integer.toUnsignedLong(field.getInt());
        var cells = into.computeIfAbsent(number, _ -> new Cells());
        if (!field.hasRemaining()) {
            var from = new Unpacked(value);
            for (int i = from.members(); i > 0; i--) {
                var metric = from.text();
                if (metric.isEmpty()) cells.addUsers(bits(from.bytes()));
                else cells.add(metric, from.number());
            }
            return;
        }
        var rest = new byte[field.remaining()];
        field.get(rest);
        var name = new Unpacked(Arrays.copyOf(rest, rest.length - 1));
        var amount = new Amount(name.text(), name.text());
        var part = new BigInteger(new String(value, US_ASCII));
        cells.add(amount, rest[rest.length - 1] == 'u' ? part.multiply(Portion.PART) : part);
    }

    private static BitSet bits(byte[] bytes) {
        return BitSet.valueOf(bytes);
    }
}
