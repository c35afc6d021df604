package dev.opportune.engagement.tally;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Cells.Amount;
import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.redis.PlainCommands;
import dev.opportune.ratelimiter.redis.Storage;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One reading of hours: each that is read begins the next, and is counted by itself, so that the lane
/// does not stand still for many. Confined to the lane.
final class HoursReader {

    /// Fields of a hash that one command gives.
    private static final int PAGE = 500;

    private final Storage redis;
    private final Tallies.Counter counter;
    private final long toHour;
    private final Promise<Void> done = Promise.promise();

    /// By their numbers.
    private final Map<Long, Label> labels = new HashMap<>();

    private long nextHour;
    private int underWay;

    HoursReader(Storage redis, long toHour, Tallies.Counter counter) {
        this.redis = redis;
        this.toHour = toHour;
        this.counter = counter;
    }

    Future<Void> from(long hour) {
        nextHour = hour;
        for (int i = 0; i < Tallies.AT_ONCE; i++) next();
        if (underWay == 0) done.tryComplete();
        return done.future();
    }

    private void next() {
        if (nextHour >= toHour || done.future().isComplete()) return;
        long hour = nextHour++;
        underWay++;
        hour(hour).onComplete(read -> {
            underWay--;
            if (read.failed()) done.tryFail(read.cause());
            next();
            if (underWay == 0) done.tryComplete();
        });
    }

    private Future<Void> hour(long hour) {
        // A page may give a field again that another one gave: the later value stands.
        var fields = new HashMap<ByteBuffer, byte[]>();
        return pages(redis.keys().hour(hour), PlainCommands.BEGINNING, fields)
                .compose(_ -> name(fields.keySet().stream()
                        .map(HoursReader::labelOf)
                        .filter(number -> !labels.containsKey(number))
                        .distinct()
                        .toList()))
                .map(_ -> {
                    fields.forEach((field, value) -> count(hour, field, value));
                    return null;
                });
    }

    private Future<Void> pages(byte[] key, String cursor, Map<ByteBuffer, byte[]> fields) {
        return redis.plain().page(key, cursor, PAGE).compose(page -> {
            page.fields().forEach((field, value) -> fields.put(ByteBuffer.wrap(field), value));
            return page.next().isEmpty() ? Future.succeededFuture() : pages(key, page.next(), fields);
        });
    }

    private Future<Void> name(List<Long> numbers) {
        if (numbers.isEmpty()) return Future.succeededFuture();
        var page = numbers.subList(0, Math.min(PAGE, numbers.size()));
        var fields = page.stream()
                .map(number -> Long.toString(number).getBytes(US_ASCII))
                .toArray(byte[][]::new);
        return redis.plain().fields(redis.keys().labelTexts(), fields).compose(found -> {
            for (int i = 0; i < found.size(); i++) {
                labels.put(page.get(i), found.get(i).map(LabelCodec::read).orElse(Label.ALL_OTHERS));
            }
            return name(numbers.subList(page.size(), numbers.size()));
        });
    }

    private static long labelOf(ByteBuffer field) {
        return Integer.toUnsignedLong(field.getInt(0));
    }

    /// A field is a label's number, then nothing, or the name of an amount.
    private void count(long hour, ByteBuffer field, byte[] value) {
        var cells = counter.cells(hour, labels.getOrDefault(labelOf(field), Label.ALL_OTHERS));
        if (cells == null) return;
        if (field.remaining() == Integer.BYTES) {
            addCounts(value, cells);
            return;
        }
        byte[] name = new byte[field.remaining() - Integer.BYTES];
        field.get(Integer.BYTES, name);
        addAmount(name, value, cells);
    }

    private static void addCounts(byte[] packed, Cells into) {
        var from = new Unpacked(packed);
        for (int i = from.members(); i > 0; i--) {
            var metric = from.text();
            if (metric.isEmpty()) into.addUsers(BitSet.valueOf(from.bytes()));
            else into.add(metric, from.number());
        }
    }

    /// @param name its packed name and currency, then which part of it
    private static void addAmount(byte[] name, byte[] value, Cells into) {
        var from = new Unpacked(name);
        var amount = new Amount(from.text(), from.text());
        var part = new BigInteger(new String(value, US_ASCII));
        into.add(amount, name[name.length - 1] == 'u' ? part.multiply(Portion.PART) : part);
    }
}
