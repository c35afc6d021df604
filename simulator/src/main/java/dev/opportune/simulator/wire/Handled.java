package dev.opportune.simulator.wire;

import org.jspecify.annotations.Nullable;

/// What a provider made of a request.
///
/// @param push what the record needs to know; null when the request was no push
public record Handled(Answer answer, @Nullable PushFacts push) {

    /// What the record needs to know of a push.
    ///
    /// @param deviceToken empty when the request named none
    /// @param reason null when the push was accepted
    /// @param providerId empty when there is none
    public record PushFacts(String deviceToken, @Nullable String reason, String providerId) {}
}
