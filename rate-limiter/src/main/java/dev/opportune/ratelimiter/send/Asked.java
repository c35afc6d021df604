package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Moment;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Packed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request asks for, as its send's record keeps it.
final class Asked {

    private Asked() {}

    /// Nothing when there are none.
    static void write(List<Admit.InlineDevice> inline, Packed to) {
        if (inline.isEmpty()) return;
        to.array(inline.size());
        for (var device : inline) to.array(2).put(device.app()).put(DeviceTokenBytes.pack(device.deviceToken()));
    }

    static void write(Moment moment, Packed to) {
        var _ = switch (moment) {
            case Moment.Absolute(var from, var until, var ttl) ->
                to.put(0).put(millis(from)).put(millis(until)).put(millis(ttl));
            case Moment.Local(var from, var until, var ttl) ->
                to.put(1).put(millis(from)).put(millis(until)).put(millis(ttl));
        };
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? -1 : instant.toEpochMilli();
    }

    private static long millis(@Nullable LocalDateTime wall) {
        return wall == null ? -1 : wall.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }
}
