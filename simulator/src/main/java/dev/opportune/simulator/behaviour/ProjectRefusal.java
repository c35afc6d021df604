package dev.opportune.simulator.behaviour;

import java.util.Arrays;

/// Why Google takes nothing of a service account: 403 `PERMISSION_DENIED` with the `reason` of an `ErrorInfo`
/// (google.api.ErrorReason).
public enum ProjectRefusal {
    SERVICE_DISABLED,
    IAM_PERMISSION_DENIED,
    CONSUMER_INVALID;

    /// The refusal of that name.
    ///
    /// @throws IllegalArgumentException for any other name
    public static ProjectRefusal ofWireName(String wireName) {
        for (ProjectRefusal refusal : values()) {
            if (refusal.name().equals(wireName)) return refusal;
        }
        throw new IllegalArgumentException(
                "reason: " + wireName + " (expected: one of " + Arrays.toString(values()) + ")");
    }
}
