package dev.opportune.ratelimiter.webhook;

import dev.opportune.ratelimiter.event.Event;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.Optional;

/// An event that could not be delivered, as it is kept.
///
/// @param eventId as it is told
/// @param diedAtMillis in Redis' time
/// @param attempts that were made in vain by the gateway that gave it up
/// @param fault why the last of them was
/// @param event as the stream had it
public record Letter(String eventId, long diedAtMillis, int attempts, String fault, byte[] event) {

    /// Of a fault; what is longer is cut.
    private static final int MOST_CHARS = 200;

    public Letter {
        if (fault.length() > MOST_CHARS) fault = fault.substring(0, MOST_CHARS);
    }

    /// Empty for one that only a later release understands.
    public Optional<Event> read() {
        return Event.read(eventId, event);
    }

    byte[] packed() {
        return Packed.within()
                .put(eventId)
                .put(diedAtMillis)
                .put(attempts)
                .put(fault)
                .put(event)
                .bytes();
    }

    static Letter of(byte[] packed) {
        var from = new Unpacked(packed);
        return new Letter(from.text(), from.number(), from.smallNumber(), from.text(), from.bytes());
    }

    /// Says nothing of what is in it.
    @Override
    public String toString() {
        return "Letter[" + eventId + " " + fault + "]";
    }
}
