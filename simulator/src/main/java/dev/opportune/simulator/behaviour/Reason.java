package dev.opportune.simulator.behaviour;

import dev.opportune.simulator.record.Provider;
import java.util.ArrayList;
import java.util.List;

/// Why a provider refuses a push, in the provider's own word, with the status that goes with it.
public sealed interface Reason permits ApnsReason, FcmErrorCode {

    /// The provider's own spelling, such as `BadDeviceToken` or `QUOTA_EXCEEDED`.
    String wireName();

    /// The HTTP status that the provider documents for it.
    int status();

    Provider provider();

    /// The reason of that wire name, of either provider: their spellings do not overlap.
    ///
    /// @throws IllegalArgumentException for a name that neither documents
    static Reason ofWireName(String wireName) {
        List<Reason> reasons = new ArrayList<>(List.of(ApnsReason.values()));
        reasons.addAll(List.of(FcmErrorCode.values()));
        return reasons.stream()
                .filter(reason -> reason.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "reason: " + wireName + " (expected: an APNs reason or an FCM errorCode)"));
    }
}
