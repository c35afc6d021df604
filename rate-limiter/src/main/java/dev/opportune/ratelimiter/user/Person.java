package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.redis.Unpacked;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a user's key holds, as `people.lua` writes it.
///
/// @param counts by cap the instants at which sends were counted, in whole seconds rounded up, the oldest first
/// @param touches sends that the user may have been shown lately, the oldest first
/// @param conversions those that are remembered
/// @param enrolments the experiments that the user has entered, the oldest first
/// @param packedUser for [UserCodec]; empty for somebody who is unknown and only counted
record Person(
        Map<String, List<Instant>> counts,
        List<Touch> touches,
        List<Conversion> conversions,
        List<Enrolment> enrolments,
        Optional<byte[]> packedUser) {

    /// One that was due to a send.
    ///
    /// @param at by the caller's word
    /// @param sendDigest as of a touch
    record Conversion(Instant at, int sendDigest) {}

    /// Of whom nothing is kept.
    static final Person NONE = new Person(Map.of(), List.of(), List.of(), List.of(), Optional.empty());

    /// Begins what is measured of the user: no MessagePack begins so.
    private static final byte MEASURED = (byte) 0xc1;

    private static final int MEASURED_HEAD_BYTES = 5;

    /// Each conversion (`convert.lua`): a digest, its second, two more digests.
    private static final int CONVERSION_BYTES = 20;

    private static final int SECOND_AT = 8;

    /// The number of enrolments stands above the bytes of conversions (`people.lua`).
    private static final int ENROLMENTS_ABOVE = 2048;

    /// In the place of a user: nil.
    private static final byte NOBODY = (byte) 0xc0;

    static Person read(byte[] packed) {
        var touches = List.<Touch>of();
        var conversions = new ArrayList<Conversion>();
        var enrolments = List.<Enrolment>of();
        if (packed[0] == MEASURED) {
            var head = ByteBuffer.wrap(packed, 1, packed.length - 1);
            int between = MEASURED_HEAD_BYTES + Short.toUnsignedInt(head.getShort());
            int others = Short.toUnsignedInt(head.getShort());
            int ends = between + others % ENROLMENTS_ABOVE;
            touches = Touch.read(Arrays.copyOfRange(packed, MEASURED_HEAD_BYTES, between));
            for (int at = between; at < ends; at += CONVERSION_BYTES) {
                var from = ByteBuffer.wrap(packed, at + SECOND_AT, CONVERSION_BYTES - SECOND_AT);
                var second = Instant.ofEpochSecond(Integer.toUnsignedLong(from.getInt()));
                conversions.add(new Conversion(second, from.getInt()));
            }
            int rest = ends + others / ENROLMENTS_ABOVE * Enrolment.BYTES;
            enrolments = Enrolment.read(Arrays.copyOfRange(packed, ends, rest));
            packed = Arrays.copyOfRange(packed, rest, packed.length);
        }
        var from = new Unpacked(packed);
        var counts = counts(from);
        var user = from.rest();
        var known = user[0] == NOBODY ? Optional.<byte[]>empty() : Optional.of(user);
        return new Person(counts, touches, List.copyOf(conversions), enrolments, known);
    }

    /// The packed user of a key's value; empty when there is no key, or nobody who is known.
    static Optional<byte[]> packedUser(Optional<byte[]> value) {
        return value.flatMap(person -> read(person).packedUser);
    }

    private static Map<String, List<Instant>> counts(Unpacked from) {
        var counts = new TreeMap<String, List<Instant>>();
        for (int caps = from.members(); caps > 0; caps--) {
            var cap = from.text();
            if (cap.isEmpty()) {
                from.skip(1); // when they may go
                continue;
            }
            var seconds = ByteBuffer.wrap(from.bytes());
            seconds.getShort(); // the largest limit
            var instants = new ArrayList<Instant>();
            while (seconds.hasRemaining()) {
                instants.add(Instant.ofEpochSecond(Integer.toUnsignedLong(seconds.getInt())));
            }
            counts.put(cap, List.copyOf(instants));
        }
        return counts;
    }
}
