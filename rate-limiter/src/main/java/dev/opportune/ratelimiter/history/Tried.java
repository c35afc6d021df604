package dev.opportune.ratelimiter.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.ArrayList;
import java.util.List;

/// What the attempts of one round said that ended alike.
///
/// @param reason the provider's word, cut; empty: it gave none
/// @param devices how many
public record Tried(String app, Outcome outcome, String reason, int devices) {

    /// Of an entry's at most 248 bytes: its instant goes before, and as many of these as fit.
    private static final int MOST_BYTES = 200;

    /// Of a name or a word.
    private static final int MOST_TEXT = 40;

    /// Counts one more device.
    Tried andOne() {
        return new Tried(app, outcome, reason, devices + 1);
    }

    boolean isLike(Tried other) {
        return outcome == other.outcome && app.equals(other.app) && reason.equals(other.reason);
    }

    /// Puts what a device was told with what others were told alike.
    public static void add(List<Tried> all, String app, Outcome outcome, String reason) {
        var one = new Tried(cut(app), outcome, cut(reason), 1);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isLike(one)) {
                all.set(i, all.get(i).andOne());
                return;
            }
        }
        all.add(one);
    }

    /// How many are left out, then those that fit.
    public static byte[] packed(List<Tried> all) {
        if (all.isEmpty()) return new byte[0];
        var fitting = new ArrayList<byte[]>();
        int bytes = 0;
        int others = 0;
        for (var tried : all) {
            byte[] one = tried.packed();
            if (bytes + one.length > MOST_BYTES) {
                others += tried.devices;
            } else {
                bytes += one.length;
                fitting.add(one);
            }
        }
        var to = Packed.within().put(others);
        fitting.forEach(to::put);
        return to.bytes();
    }

    private byte[] packed() {
        return Packed.within()
                .put(app)
                .put(outcome.word())
                .put(reason)
                .put(devices)
                .bytes();
    }

    static List<Tried> read(Unpacked from) {
        var all = new ArrayList<Tried>();
        while (from.hasNext()) {
            var one = new Unpacked(from.bytes());
            var app = one.text();
            var outcome = Outcome.of(one.text()).orElse(Outcome.UNCONFIRMED);
            all.add(new Tried(app, outcome, one.text(), one.smallNumber()));
        }
        return List.copyOf(all);
    }

    private static String cut(String text) {
        var cut = text;
        while (cut.getBytes(UTF_8).length > MOST_TEXT) cut = cut.substring(0, cut.length() - 1);
        return cut;
    }
}
