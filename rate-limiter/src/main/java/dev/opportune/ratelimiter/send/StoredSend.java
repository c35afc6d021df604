package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send that is alive, as its record holds it.
///
/// @param content the JSON text of the request's `content`
/// @param state `waiting`, `ready` or `dispatching`
/// @param sendClass 0 critical, 1 transactional, 2 promotional
public record StoredSend(
        String sendId,
        String user,
        String category,
        int sendClass,
        @Nullable String campaign,
        @Nullable String ref,
        @Nullable String collapseKey,
        Buffer content,
        String policyVersion,
        long deadlineMillis,
        String state,
        long fence,
        List<Delivery> deliveries) {

    public static StoredSend read(String sendId, byte[] packed) {
        var from = new Unpacked(packed);
        from.array();
        from.skip(1); // layout
        var about = new Unpacked(from.bytes());
        int sendClass = from.smallNumber();
        from.skip(1); // caller
        var collapseKey = from.textOrNull();
        var content = Buffer.buffer(from.bytes());
        from.skip(3); // moment, devices of the request, answer
        long deadline = from.number();
        var state = switch (from.text()) {
            case "w" -> "waiting";
            case "r" -> "ready";
            case "d" -> "dispatching";
            default -> throw new IllegalStateException("an unknown state in the record of send " + sendId);
        };
        from.skip(1); // owner
        long fence = from.number();
        from.skip(2); // first owner, places held
        return new StoredSend(
                sendId,
                about.text(),
                about.text(),
                sendClass,
                about.textOrNull(),
                about.textOrNull(),
                collapseKey,
                content,
                about.text(),
                deadline,
                state,
                fence,
                Delivery.read(from.bytes()));
    }
}
