package dev.opportune.ratelimiter.send;

import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// A send's id: its partition in hexadecimal, and 26 characters of time and chance, so that the id alone finds the
/// send. Confined to a lane.
final class SendIds {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{2,3})-[0-9a-hjkmnp-tv-z]{26}");
    private static final char[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final SplittableRandom chance = new SplittableRandom(new SecureRandom().nextLong());

    String next(int partition, long nowMillis) {
        var id = new char[26];
        spell(nowMillis, id, 0, 10);
        spell(chance.nextLong(), id, 10, 8);
        spell(chance.nextLong(), id, 18, 8);
        return (partition < 16 ? "0" : "") + Integer.toHexString(partition) + "-" + new String(id);
    }

    /// Empty for what is no send's id of ours.
    static OptionalInt partitionOf(String sendId, int partitions) {
        var m = FORM.matcher(sendId);
        if (!m.matches()) return OptionalInt.empty();
        int partition = Integer.parseInt(m.group(1), 16);
        return partition < partitions ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    private static void spell(long bits, char[] into, int at, int length) {
        for (int i = at + length - 1; i >= at; i--, bits >>>= 5) into[i] = CROCKFORD[(int) (bits & 31)];
    }
}
