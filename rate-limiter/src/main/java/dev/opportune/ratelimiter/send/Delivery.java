package dev.opportune.ratelimiter.send;

import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.device.DeviceTokenBytes;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One send to one device, as its record keeps it.
///
/// @param deviceId null for a device given in the request
/// @param deviceToken what only the app's connector understands; absent in receipts
/// @param outcome null while there is none
/// @param atMillis when the outcome came; 0 while there is none
/// @param notBeforeMillis the next attempt's earliest instant; 0: at once
/// @param proven whether a provider had accepted a message for the device token before this send
/// @param words in which a template was last pushed to it; null: none was
public record Delivery(
        @Nullable String deviceId,
        String app,
        String deviceToken,
        @Nullable Outcome outcome,
        @Nullable String reason,
        @Nullable String providerId,
        int attempts,
        long atMillis,
        long notBeforeMillis,
        boolean proven,
        @Nullable Words words) {

    /// In which words a template was pushed.
    ///
    /// @param locale the template's that the user reads
    /// @param shortened whether its body was too long for a push
    public record Words(String locale, boolean shortened) {}

    /// One without a template.
    public Delivery(
            @Nullable String deviceId,
            String app,
            String deviceToken,
            @Nullable Outcome outcome,
            @Nullable String reason,
            @Nullable String providerId,
            int attempts,
            long atMillis,
            long notBeforeMillis,
            boolean proven) {
        this(
                deviceId,
                app,
                deviceToken,
                outcome,
                reason,
                providerId,
                attempts,
                atMillis,
                notBeforeMillis,
                proven,
                null);
    }

    /// The user's device went while its send waited, or into quarantine (claim.lua).
    private static final Set<String> DEVICE_GONE = Set.of("device_removed", "device_quarantined");

    /// Attempts of which even a long moment gets no more. With the longest backoff, a minute, they last for most of the
    /// hour after which Firebase says to give up ("Scale FCM to large audiences").
    public static final int MAX_ATTEMPTS = 50;

    /// Begins the reason of a delivery that may have arrived at first and was refused when tried again.
    private static final String REFUSED_LATER = "refused_later:";

    /// With a further outcome. What may have arrived stays unconfirmed until the provider accepts it: a later refusal
    /// only ends the attempts.
    public Delivery with(Outcome next, String nextReason, @Nullable String nextProviderId, long now) {
        if (outcome != Outcome.UNCONFIRMED) return after(next, nextReason, nextProviderId, now);
        return switch (next) {
            case ACCEPTED -> after(next, nextReason, nextProviderId, now);
            case REJECTED, UNREGISTERED -> after(Outcome.UNCONFIRMED, REFUSED_LATER + nextReason, nextProviderId, now);
            case THROTTLED, NOT_SENT, UNCONFIRMED -> after(Outcome.UNCONFIRMED, nextReason, nextProviderId, now);
        };
    }

    private Delivery after(Outcome next, String nextReason, @Nullable String nextProviderId, long now) {
        return saying(next, nextReason, nextProviderId, attempts + 1, now, 0, words);
    }

    /// To be tried again at that instant at the earliest.
    public Delivery notBefore(long atEarliestMillis) {
        return saying(outcome, reason, providerId, attempts, atMillis, atEarliestMillis, words);
    }

    /// Not attempted, for this reason: what its receipt says if nothing comes after. What an attempt said stays.
    public Delivery notAttempted(String why, long now) {
        return attempts > 0 ? this : saying(Outcome.NOT_SENT, why, providerId, attempts, now, notBeforeMillis, words);
    }

    /// Pushed in these words.
    public Delivery in(Words others) {
        return saying(outcome, reason, providerId, attempts, atMillis, notBeforeMillis, others);
    }

    /// The same device, of which something else is known.
    private Delivery saying(
            @Nullable Outcome itsOutcome,
            @Nullable String itsReason,
            @Nullable String itsProviderId,
            int itsAttempts,
            long at,
            long atEarliest,
            @Nullable Words itsWords) {
        return new Delivery(
                deviceId,
                app,
                deviceToken,
                itsOutcome,
                itsReason,
                itsProviderId,
                itsAttempts,
                at,
                atEarliest,
                proven,
                itsWords);
    }

    /// Whether the device may get a further attempt.
    public boolean isOpen() {
        if (outcome == null) return true;
        if (attempts >= MAX_ATTEMPTS) return false;
        return switch (outcome) {
            case ACCEPTED, REJECTED, UNREGISTERED -> false;
            case UNCONFIRMED -> reason == null || !(DEVICE_GONE.contains(reason) || reason.startsWith(REFUSED_LATER));
            case THROTTLED, NOT_SENT -> true;
        };
    }

    /// Reads deliveries as a send's record has them; empty bytes: none.
    static List<Delivery> read(byte[] packed) {
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(() -> read(from));
    }

    private static Delivery read(Unpacked from) {
        int members = from.array();
        return new Delivery(
                from.textOrNull(),
                from.text(),
                DeviceTokenBytes.unpack(from.bytes()),
                outcome(from.textOrNull()),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number(),
                from.number(),
                from.number() == 1,
                words(from, members > 10));
    }

    private static @Nullable Words words(Unpacked from, boolean areThere) {
        return areThere ? new Words(from.text(), from.number() == 1) : null;
    }

    /// Reads deliveries as a receipt has them; empty bytes: none.
    static List<Delivery> readFromReceipt(byte[] packed) {
        if (packed.length == 0) return List.of();
        var from = new Unpacked(packed);
        return from.list(() -> readFromReceipt(from));
    }

    private static Delivery readFromReceipt(Unpacked from) {
        int members = from.array();
        return new Delivery(
                from.textOrNull(),
                from.text(),
                "",
                outcome(from.textOrNull()),
                from.textOrNull(),
                from.textOrNull(),
                from.smallNumber(),
                from.number(),
                0,
                false,
                words(from, members > 7));
    }

    private static @Nullable Outcome outcome(@Nullable String word) {
        if (word == null) return null;
        return Outcome.of(word).orElseThrow(() -> new IllegalStateException("an unknown outcome: " + word));
    }

    static byte[] packed(List<Delivery> deliveries) {
        var to = Packed.within().array(deliveries.size());
        for (var d : deliveries) {
            to.array(d.words == null ? 10 : 12)
                    .put(d.deviceId)
                    .put(d.app)
                    .put(DeviceTokenBytes.pack(d.deviceToken))
                    .put(d.outcome == null ? null : d.outcome.word())
                    .put(d.reason);
            to.put(d.providerId).put(d.attempts).put(d.atMillis);
            to.put(d.notBeforeMillis).put(d.proven ? 1 : 0);
            if (d.words != null) to.put(d.words.locale).put(d.words.shortened ? 1 : 0);
        }
        return to.bytes();
    }

    /// Never the device token.
    @Override
    public String toString() {
        return "Delivery[" + deviceId + " " + app + " " + outcome + "]";
    }
}
