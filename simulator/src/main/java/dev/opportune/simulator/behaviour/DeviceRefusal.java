package dev.opportune.simulator.behaviour;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a device token's pushes are answered with.
///
/// @param times how many pushes; [#FOREVER] for all
/// @param retryAfter sent as `Retry-After`, in whole seconds; null for none
/// @param since when the device was found to be gone: the `timestamp` of APNs' 410; null for "when asked"
/// @param form of FCM's answer; null for the usual one
public record DeviceRefusal(
        Reason reason,
        int times,
        @Nullable Duration retryAfter,
        @Nullable Instant since,
        @Nullable FcmForm form) {

    public static final int FOREVER = Integer.MAX_VALUE;

    public DeviceRefusal {
        if (times < 1) throw new IllegalArgumentException("times: " + times + " (expected: >= 1)");
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("retry_after: " + retryAfter + " (expected: >= 0)");
        }
        if (form != null && form.code() != reason) {
            throw new IllegalArgumentException(
                    "form: " + form.wireName() + " (expected: one of " + reason.wireName() + "'s)");
        }
    }

    /// In the usual form.
    public DeviceRefusal(Reason reason, int times, @Nullable Duration retryAfter, @Nullable Instant since) {
        this(reason, times, retryAfter, since, null);
    }

    public static DeviceRefusal always(FcmForm form) {
        return new DeviceRefusal(form.code(), FOREVER, null, null, form);
    }

    public static DeviceRefusal always(Reason reason) {
        return new DeviceRefusal(reason, FOREVER, null, null);
    }

    public static DeviceRefusal times(Reason reason, int times) {
        return new DeviceRefusal(reason, times, null, null);
    }

    public DeviceRefusal withRetryAfter(Duration delay) {
        return new DeviceRefusal(reason, times, delay, since, form);
    }

    public DeviceRefusal withSince(Instant instant) {
        return new DeviceRefusal(reason, times, retryAfter, instant, form);
    }

    /// What is left after one push, or null when that was the last.
    @Nullable
    DeviceRefusal afterOne() {
        if (times == FOREVER) return this;
        return times == 1 ? null : new DeviceRefusal(reason, times - 1, retryAfter, since, form);
    }
}
