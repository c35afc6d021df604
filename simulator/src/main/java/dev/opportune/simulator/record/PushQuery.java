package dev.opportune.simulator.record;

import org.jspecify.annotations.Nullable;

/// Which recorded pushes to read. Null means "any".
///
/// @param deviceToken only pushes to that device token
/// @param sendId only pushes whose payload carries that `opportune.send_id`
/// @param after only pushes with a greater sequence
/// @param limit at most so many, the earliest first; at most [#LARGEST_LIMIT], since they are read into memory
public record PushQuery(
        @Nullable String deviceToken, @Nullable String sendId, long after, int limit) {

    public static final int LARGEST_LIMIT = 100_000;

    public PushQuery {
        if (after < 0) throw new IllegalArgumentException("after: " + after + " (expected: >= 0)");
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + LARGEST_LIMIT + ")");
        }
    }

    /// The earliest pushes, as many as one answer may hold.
    public static PushQuery all() {
        return new PushQuery(null, null, 0, LARGEST_LIMIT);
    }

    public static PushQuery toDevice(String deviceToken) {
        return new PushQuery(deviceToken, null, 0, LARGEST_LIMIT);
    }

    public static PushQuery ofSend(String sendId) {
        return new PushQuery(null, sendId, 0, LARGEST_LIMIT);
    }
}
