package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.redis.Unpacked;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a user's key holds, as `people.lua` writes it.
///
/// @param counts by cap the instants at which sends were counted, in whole seconds rounded up, the oldest first
/// @param touches sends that the user may have been shown lately, the oldest first
/// @param packedUser for [UserCodec]; empty for somebody who is unknown and only counted
record Person(Map<String, List<Instant>> counts, List<Touch> touches, Optional<byte[]> packedUser) {

    /// Names that no cap has.
    private static final String TOUCHES = "\1";

    private static final String CONVERSIONS = "\2";

    /// In the place of a user: nil.
    private static final byte NOBODY = (byte) 0xc0;

    static Person read(byte[] packed) {
        var from = new Unpacked(packed);
        var touches = new ArrayList<Touch>();
        var counts = counts(from, touches);
        var user = from.rest();
        return new Person(counts, touches, user[0] == NOBODY ? Optional.empty() : Optional.of(user));
    }

    /// The packed user of a key's value; empty when there is no key, or nobody who is known.
    static Optional<byte[]> packedUser(Optional<byte[]> value) {
        return value.flatMap(person -> read(person).packedUser);
    }

    private static Map<String, List<Instant>> counts(Unpacked from, List<Touch> touches) {
        var counts = new TreeMap<String, List<Instant>>();
        for (int caps = from.members(); caps > 0; caps--) {
            var cap = from.text();
            if (cap.equals(TOUCHES)) {
                touches.addAll(Touch.read(from.bytes()));
                continue;
            }
            if (cap.isEmpty() || cap.equals(CONVERSIONS)) {
                from.skip(1); // when counts may go; digests
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
