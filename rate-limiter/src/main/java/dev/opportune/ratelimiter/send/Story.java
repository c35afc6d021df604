package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Decision;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.history.History;
import dev.opportune.ratelimiter.history.Waited;
import dev.opportune.ratelimiter.redis.Fields;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is still known of how a send went, alive or ended. What a moment or a record of an older release does not
/// say is missing.
///
/// @param reason why it ended so, where the state alone does not say; null while it is alive
/// @param decision the first one, which its caller was told
/// @param decidedMillis when that was
/// @param present where it is now; null: it has ended
/// @param endedMillis 0: it is alive
/// @param owner the lane that has it or ended it; null: none has
public record Story(
        String sendId,
        About about,
        SendState state,
        @Nullable String reason,
        Decision decision,
        long decidedMillis,
        long deadlineMillis,
        @Nullable Present present,
        long endedMillis,
        @Nullable String owner,
        List<Delivery> deliveries,
        History history) {

    /// Where a send is that is alive.
    ///
    /// @param nextMillis when it is looked at next; of one that a lane has, the end of its lease as it was given
    /// @param waitsFor null: it does not wait, or nobody said for what
    /// @param places the caps in which it takes a place
    public record Present(long nextMillis, @Nullable String waitsFor, List<String> places) {

        public Present {
            places = List.copyOf(places);
        }
    }

    public Story {
        deliveries = List.copyOf(deliveries);
    }

    static Story ofSend(String sendId, byte[] packed) {
        var send = StoredSend.read(sendId, packed);
        var from = new Fields(packed);
        from.skip(StoredSend.NEXT_AT);
        long next = from.eight();
        from.skip(StoredSend.LENGTHS_AT - StoredSend.NEXT_AT - Long.BYTES);
        int[] lengths = from.lengths(StoredSend.STRINGS);
        var owner = from.textOrNull(lengths[0]);
        from.skip(lengths[1] + lengths[2]);
        var decision = Answers.decision(from.bytes(lengths[3]));
        var places = places(from.bytes(lengths[4]));
        var waitsFor = from.textOrNull(lengths[5]);
        return new Story(
                sendId,
                send.about(),
                send.state(),
                null,
                decision,
                accepted(from.bytes(lengths[6])),
                send.deadlineMillis(),
                new Present(next, waitsFor, places),
                0,
                owner,
                send.deliveries(),
                send.waited().read());
    }

    static Story ofReceipt(String sendId, byte[] packed) {
        var receipt = Receipt.read(sendId, packed);
        var from = new Fields(packed);
        from.skip(Receipt.WRITTEN_AT);
        long ended = from.eight();
        int[] lengths = from.lengths(Receipt.STRINGS);
        var owner = from.textOrNull(lengths[0]);
        var decision = Answers.decision(from.bytes(lengths[1]));
        from.skip(lengths[2] + lengths[3] + lengths[4] + lengths[5]);
        return new Story(
                sendId,
                receipt.about(),
                receipt.state(),
                receipt.reason(),
                decision,
                SendIds.timeOf(sendId),
                receipt.deadlineMillis(),
                null,
                ended,
                owner,
                receipt.deliveries(),
                Waited.ofReceipt(from.rest()).read());
    }

    /// Second, then caps.
    private static List<String> places(byte[] held) {
        if (held.length == 0) return List.of();
        var from = new Unpacked(held);
        int members = from.array();
        from.skip(1);
        var places = new ArrayList<String>();
        for (int i = 1; i < members; i++) places.add(from.text());
        return places;
    }

    /// The last of a moment's five values.
    private static long accepted(byte[] moment) {
        var from = new Unpacked(moment);
        from.skip(4);
        return from.number();
    }
}
