package dev.opportune.ratelimiter.user;

import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.send.StoredSend;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is stored of a user.
///
/// @param user its devices with their device tokens
/// @param deviceZone that of the device which reported one last
/// @param history the changes of preferences, the oldest first
/// @param counts when each send that a cap counts was counted, by cap, in whole seconds rounded up
/// @param touches sends that the user may have been shown lately, the oldest first
/// @param conversions when each was, of the latest that were due to a send, by the caller's word
/// @param enrolments the experiments that the user has entered, the oldest first
/// @param waiting sends that wait or are ready, at most [Users#MAX_EXPORTED_SENDS]
/// @param waitingCount how many there are
public record UserExport(
        User user,
        @Nullable ZoneId deviceZone,
        List<PreferenceChange> history,
        Map<String, List<Instant>> counts,
        List<Touch> touches,
        List<Instant> conversions,
        List<Enrolment> enrolments,
        List<StoredSend> waiting,
        long waitingCount) {

    /// Of somebody without touches.
    public UserExport(
            User user,
            @Nullable ZoneId deviceZone,
            List<PreferenceChange> history,
            Map<String, List<Instant>> counts,
            List<StoredSend> waiting,
            long waitingCount) {
        this(user, deviceZone, history, counts, List.of(), List.of(), List.of(), waiting, waitingCount);
    }
}
