package dev.opportune.ratelimiter.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessagePack;

/// The counts of a user as docs/data.md lays them out.
public final class StoredCounts {

    /// The counted seconds by cap.
    public static Map<String, List<Long>> read(byte[] packed) throws IOException {
        var counts = new HashMap<String, List<Long>>();
        var from = MessagePack.newDefaultUnpacker(packed);
        for (int caps = from.unpackMapHeader(); caps > 0; caps--) {
            var cap = from.unpackString();
            var value = from.unpackValue();
            if (!cap.isEmpty()) counts.put(cap, seconds(value.asRawValue().asByteArray()));
        }
        return counts;
    }

    private static List<Long> seconds(byte[] packed) {
        var seconds = new ArrayList<Long>();
        var from = ByteBuffer.wrap(packed, 2, packed.length - 2); // after the largest limit
        while (from.hasRemaining()) seconds.add(Integer.toUnsignedLong(from.getInt()));
        return seconds;
    }

    private StoredCounts() {}
}
