package dev.opportune.engagement.tally;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.engagement.report.Cells;
import dev.opportune.engagement.report.Cells.Amount;
import dev.opportune.engagement.report.Label;
import dev.opportune.engagement.report.Metric;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// One member of a batch taken apart: which counts it adds to. The scripts write a member for each thing
/// that happens, with all that it adds in its name, and how often it happened as its value
/// (`tallies.lua`, `docs/data.md`).
///
/// @param label the number of the label that it counts under
/// @param hour since 1970
/// @param ofLabel what it adds there
/// @param ofApps and under those of apps
record Counted(long label, long hour, Cells ofLabel, Map<Label.OfApp, Cells> ofApps) {

    private static final String RECEIVED_IOS = "ri";
    private static final String RECEIVED_ANDROID = "ra";

    static Counted read(byte[] member, long times) {
        var from = ByteBuffer.wrap(member);
        char what = (char) from.get();
        long label = Integer.toUnsignedLong(from.getInt());
        long hour = Integer.toUnsignedLong(from.getInt());
        var counted = new Counted(label, hour, new Cells(), new LinkedHashMap<>());
        switch (what) {
            case 'd' -> counted.decided(from, times);
            case 'e' -> counted.ended(from, times);
            case 'm' -> counted.marked(from, times);
            case 'x' -> counted.ofUser(from, times);
            case 'v' -> counted.converted(from, times);
            default -> throw new IllegalStateException("a batch has a member that begins with " + what);
        }
        return counted;
    }

    private void decided(ByteBuffer from, long times) {
        int decision = from.get();
        var metric = switch (decision) {
            case 0 -> Metric.ADMITTED;
            case 1 -> Metric.DEFERRED;
            case 2 -> Metric.suppressed(text(from));
            default -> throw new IllegalStateException("decision " + decision + " in a batch");
        };
        ofLabel.add(metric, times);
    }

    private void ended(ByteBuffer from, long times) {
        if (from.get() == '1') ofLabel.add(Metric.IN_TIME, times);
        var state = new byte[from.get()];
        from.get(state);
        ofLabel.add(Metric.ended(new String(state, UTF_8)), times);
        var apps = new Unpacked(bytes(from));
        boolean unregistered = false;
        for (int i = apps.array() / 3; i > 0; i--) {
            var app = new Label.OfApp(apps.text());
            var outcome = apps.text();
            unregistered |= outcome.equals("unregistered");
            ofApps.computeIfAbsent(app, _ -> new Cells()).add(Metric.outcome(outcome), times * apps.number());
        }
        if (unregistered) ofLabel.add(Metric.FOUND_UNREGISTERED, times);
    }

    private void marked(ByteBuffer from, long times) {
        var word = bytes(from);
        var metric = switch (word[0]) {
            case 'o' -> Metric.openedAfter(word[1]);
            case 'c' -> Metric.CLICKED;
            case 'x' -> Metric.DISMISSED;
            case 'f' -> Metric.REFUSED_AFTER;
            case 'r' ->
                switch (new String(word, UTF_8)) {
                    case RECEIVED_IOS -> Metric.received("ios");
                    case RECEIVED_ANDROID -> Metric.received("android");
                    default -> throw new IllegalStateException("an unknown platform in a batch");
                };
            default -> throw new IllegalStateException("an unknown mark in a batch: " + (char) word[0]);
        };
        ofLabel.add(metric, times);
    }

    private void ofUser(ByteBuffer from, long times) {
        char what = (char) from.get();
        ofLabel.add(
                switch (what) {
                    case 'i' -> Metric.ENTERED;
                    case 'g' -> Metric.DID_GOAL;
                    case 'f' -> Metric.REFUSED_AFTER;
                    case 'n' -> Metric.FOUND_UNREGISTERED;
                    default -> throw new IllegalStateException("an unknown doing of a user in a batch: " + what);
                },
                times);
    }

    private void converted(ByteBuffer from, long times) {
        boolean direct = from.get() == 'd';
        boolean isFirst = from.get() == '1';
        int bucket = from.get();
        var rest = new Unpacked(bytes(from));
        var name = rest.text();
        if (isFirst) {
            ofLabel.add(Metric.converted(direct, name), times);
            ofLabel.add(Metric.convertedAfter(bucket), times);
        }
        if (!rest.hasNext()) return;
        var amount = new BigInteger(rest.text());
        ofLabel.add(new Amount(name, rest.text()), amount.multiply(BigInteger.valueOf(times)));
    }

    private static String text(ByteBuffer from) {
        return new String(bytes(from), UTF_8);
    }

    private static byte[] bytes(ByteBuffer from) {
        var bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }
}
