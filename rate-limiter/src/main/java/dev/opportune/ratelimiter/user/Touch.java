package dev.opportune.ratelimiter.user;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send that the user may have been shown lately, as the user's key has it (`touches.lua`).
///
/// @param sendDigest what its send is known by, as [dev.opportune.ratelimiter.send.Touched#digest] has it, big-endian
/// @param at when its places were taken
/// @param label the number of what it counts under
/// @param marks what was reported of it: `received_ios`, `received_android`, `opened`, `clicked`, `dismissed`,
///     `refused_after`
/// @param openedAt to the minute; null: it was not
public record Touch(
        int sendDigest,
        Instant at,
        long label,
        List<String> marks,
        @Nullable Instant openedAt) {

    private static final List<String> WORDS =
            List.of("received_ios", "received_android", "opened", "clicked", "dismissed", "refused_after");
    private static final int OPENED = 4;

    static List<Touch> read(byte[] packed) {
        var from = ByteBuffer.wrap(packed);
        var touches = new ArrayList<Touch>();
        while (from.hasRemaining()) {
            int sendDigest = from.getInt();
            long second = Integer.toUnsignedLong(from.getInt());
            long label = Integer.toUnsignedLong(from.getInt());
            int marks = Short.toUnsignedInt(from.getShort());
            int minutes = Short.toUnsignedInt(from.getShort());
            var words = new ArrayList<String>();
            for (int i = 0; i < WORDS.size(); i++) if ((marks & (1 << i)) != 0) words.add(WORDS.get(i));
            var at = Instant.ofEpochSecond(second);
            var opened = (marks & OPENED) == 0 ? null : at.plusSeconds(60L * minutes);
            touches.add(new Touch(sendDigest, at, label, List.copyOf(words), opened));
        }
        return List.copyOf(touches);
    }
}
