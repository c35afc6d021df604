package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.history.Waited;
import dev.opportune.ratelimiter.redis.Fields;
import dev.opportune.ratelimiter.redis.Unpacked;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send that is alive, as its record holds it.
///
/// @param content the JSON text of the request's `content`; empty with a template, which `about` names
/// @param waited what became of it before, while it waited
/// @param params the JSON text of what its template was given; null: it has none
/// @param state none that is terminal
/// @param touched null: it has left no touch
/// @param trace where its trace goes on; null: nobody follows it
public record StoredSend(
        String sendId,
        About about,
        SendClass sendClass,
        @Nullable String collapseKey,
        Buffer content,
        long deadlineMillis,
        SendState state,
        long fence,
        List<Delivery> deliveries,
        @Nullable Touched touched,
        Waited waited,
        @Nullable Buffer params,
        @Nullable String trace) {

    /// Whether a provider took it before its deadline, whatever still has to be tried elsewhere.
    public boolean isAcceptedInTime() {
        long accepted = Told.acceptedAtMillis(deliveries);
        return accepted > 0 && accepted <= deadlineMillis;
    }

    private static final int LAYOUT = 2;

    /// Where the head has the instant at which it is looked at next, and the lengths of the strings after it.
    static final int NEXT_AT = 16;

    static final int LENGTHS_AT = 36;

    static final int STRINGS = 10;

    public static StoredSend read(String sendId, byte[] packed) {
        var from = new Fields(packed);
        int layout = from.one();
        if (layout != LAYOUT) throw new IllegalStateException("layout " + layout + " of the record of send " + sendId);
        var state = switch (from.one()) {
            case 'w' -> SendState.WAITING;
            case 'r' -> SendState.READY;
            case 'd' -> SendState.DISPATCHING;
            default -> throw new IllegalStateException("an unknown state in the record of send " + sendId);
        };
        var sendClass = SendClass.ofRank(from.one());
        int _ = from.one(); // lanes that lost it
        long fence = Integer.toUnsignedLong(from.four());
        long deadline = from.eight();
        long _ = from.eight(); // when it is looked at next
        long label = Integer.toUnsignedLong(from.four());
        int _ = from.four(); // when it was decided first
        long touchedSecond = Integer.toUnsignedLong(from.four());
        var touched = touchedSecond == 0 ? null : new Touched(touchedSecond, label);
        // owner, first owner, about, answer, places held, why it waits, moment, devices of the request, deliveries,
        // what
        int[] lengths = from.lengths(STRINGS);
        from.skip(lengths[0] + lengths[1]);
        var about = About.read(from.bytes(lengths[2]));
        for (int i = 3; i < 8; i++) from.skip(lengths[i]);
        var deliveries = Delivery.read(from.bytes(lengths[8]));
        var what = new Unpacked(from.bytes(lengths[9]));
        var collapseKey = what.textOrNull();
        var content = Buffer.buffer(what.bytes());
        var params = what.hasNext() ? Buffer.buffer(what.bytes()) : null;
        var waited = Waited.ofSend(from.rest());
        var trace = what.hasNext() ? what.textOrNull() : null;
        return new StoredSend(
                sendId,
                about,
                sendClass,
                collapseKey,
                content,
                deadline,
                state,
                fence,
                deliveries,
                touched,
                waited,
                about.template() == null ? null : params,
                trace);
    }
}
