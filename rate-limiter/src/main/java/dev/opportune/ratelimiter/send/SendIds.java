package dev.opportune.ratelimiter.send;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// A send's id: its partition in hexadecimal, and 26 characters of time and chance, so that the id alone finds the
/// send. Confined to a lane.
final class SendIds {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{2,3})-[0-9a-hjkmnp-tv-z]{26}");

    /// Its first sixteen are those of hexadecimal.
    private static final byte[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(ISO_8859_1);

    private static final int CROCKFORD_BITS = 5;
    private static final int HEX_BITS = 4;
    private static final int TIME_CHARS = 10;

    private final SplittableRandom chance = new SplittableRandom(new SecureRandom().nextLong());

    String next(int partition, long nowMillis) {
        int digits = partition < (1 << (2 * HEX_BITS)) ? 2 : 3;
        var id = new byte[digits + 1 + 26];
        spell(partition, HEX_BITS, id, 0, digits);
        id[digits] = '-';
        spell(nowMillis, CROCKFORD_BITS, id, digits + 1, TIME_CHARS);
        spell(chance.nextLong(), CROCKFORD_BITS, id, digits + 11, 8);
        spell(chance.nextLong(), CROCKFORD_BITS, id, digits + 19, 8);
        return new String(id, ISO_8859_1);
    }

    /// Empty for what is no send's id of ours.
    static OptionalInt partitionOf(String sendId, int partitions) {
        var m = FORM.matcher(sendId);
        if (!m.matches()) return OptionalInt.empty();
        int partition = Integer.parseInt(m.group(1), 16);
        return partition < partitions ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    /// When an id of this form was given out, in milliseconds, by the clock of the lane that did.
    static long timeOf(String sendId) {
        long time = 0;
        int from = sendId.indexOf('-') + 1;
        for (int i = from; i < from + TIME_CHARS; i++) time = time << CROCKFORD_BITS | digit(sendId.charAt(i));
        return time;
    }

    private static int digit(char c) {
        for (int i = 0; i < CROCKFORD.length; i++) if (CROCKFORD[i] == c) return i;
        throw new IllegalArgumentException("no digit of an id: " + c);
    }

    private static void spell(long number, int bits, byte[] into, int at, int length) {
        long rest = number;
        for (int i = at + length - 1; i >= at; i--, rest >>>= bits) into[i] = CROCKFORD[(int) rest & ((1 << bits) - 1)];
    }
}
