package dev.opportune.ratelimiter.user;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// That a user entered an experiment, as the user's key has it (`enrolments.lua`).
///
/// @param knownBy what the experiment is known by, in hexadecimal
///     ([dev.opportune.ratelimiter.experiment.Experiment#knownBy])
/// @param label the number of what it counts under
/// @param enteredAt to the second
/// @param arm its place among the experiment's arms
/// @param done whether the user has done the goal in time
public record Enrolment(
        String knownBy,
        long label,
        Instant enteredAt,
        int arm,
        boolean done,
        boolean refusedAfter,
        boolean foundUnregistered) {

    static final int BYTES = 13;

    private static final int KNOWN_BY_BYTES = 4;
    private static final int DONE = 16;
    private static final int REFUSED = 32;
    private static final int UNREGISTERED = 64;

    static List<Enrolment> read(byte[] packed) {
        var enrolments = new ArrayList<Enrolment>();
        for (int at = 0; at < packed.length; at += BYTES) {
            var from = ByteBuffer.wrap(packed, at + KNOWN_BY_BYTES, BYTES - KNOWN_BY_BYTES);
            long label = Integer.toUnsignedLong(from.getInt());
            var entered = Instant.ofEpochSecond(Integer.toUnsignedLong(from.getInt()));
            int marks = Byte.toUnsignedInt(from.get());
            enrolments.add(new Enrolment(
                    HexFormat.of().formatHex(Arrays.copyOfRange(packed, at, at + KNOWN_BY_BYTES)),
                    label,
                    entered,
                    marks % DONE,
                    (marks & DONE) != 0,
                    (marks & REFUSED) != 0,
                    (marks & UNREGISTERED) != 0));
        }
        return List.copyOf(enrolments);
    }
}
