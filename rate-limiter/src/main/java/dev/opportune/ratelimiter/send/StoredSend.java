package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send that is alive, as its record holds it.
///
/// @param content the JSON text of the request's `content`
/// @param state none that is terminal
public record StoredSend(
        String sendId,
        About about,
        SendClass sendClass,
        @Nullable String collapseKey,
        Buffer content,
        long deadlineMillis,
        SendState state,
        long fence,
        List<Delivery> deliveries) {

    public static StoredSend read(String sendId, byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        from.skip(1); // layout
        var about = About.read(from.bytes());
        var sendClass = SendClass.ofRank(from.smallNumber());
        from.skip(1); // the caller, of a send that an earlier release wrote down
        var collapseKey = from.textOrNull();
        var content = Buffer.buffer(from.bytes());
        from.skip(3); // moment, devices of the request, answer
        long deadline = from.number();
        var state = switch (from.text()) {
            case "w" -> SendState.WAITING;
            case "r" -> SendState.READY;
            case "d" -> SendState.DISPATCHING;
            default -> throw new IllegalStateException("an unknown state in the record of send " + sendId);
        };
        from.skip(1); // owner
        long fence = from.number();
        from.skip(2); // first owner, places held
        return new StoredSend(
                sendId, about, sendClass, collapseKey, content, deadline, state, fence, Delivery.read(from.bytes()));
    }
}
