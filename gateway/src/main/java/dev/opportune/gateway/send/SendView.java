package dev.opportune.gateway.send;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A send as its caller may see it, alive or ended.
///
/// @param state `waiting`, `ready`, `dispatching` or a terminal state
/// @param reason why it was suppressed, when it was
public record SendView(
        String sendId,
        String user,
        String category,
        @Nullable String campaign,
        @Nullable String ref,
        String state,
        @Nullable String reason,
        @Nullable Instant deadline,
        String policyVersion,
        List<Delivery> deliveries) {

    /// What became of the send on one device.
    ///
    /// @param deviceId null for a device given in the request
    /// @param outcome null while there is none
    public record Delivery(
            String app,
            @Nullable String deviceId,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable String providerId,
            int attempts,
            @Nullable Instant at) {}
}
