package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.Outcomes;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every reason that an outcome is known to have here: Firebase's error codes, Google's reasons, the statuses of
/// Google's APIs that stand
/// in where there is no code, and ours.
final class FcmReasons {

    /// `error.status`, by Google's "AIP-193: Errors" and `google.rpc.Code`.
    private static final Set<String> STATUSES = Set.of(
            "ABORTED",
            "ALREADY_EXISTS",
            "CANCELLED",
            "DATA_LOSS",
            "DEADLINE_EXCEEDED",
            "FAILED_PRECONDITION",
            "INTERNAL",
            "INVALID_ARGUMENT",
            "NOT_FOUND",
            "OUT_OF_RANGE",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "UNAUTHENTICATED",
            "UNAVAILABLE",
            "UNIMPLEMENTED",
            "UNKNOWN");

    private static final Set<String> OURS =
            Set.of(FcmAnswer.UNREADABLE, AccessTokens.UNAVAILABLE, AccessTokens.REFUSED);

    static final Set<String> ALL = Stream.of(
                    FcmErrorCode.words(), ProjectRefusal.words(), STATUSES, Outcomes.REASONS, OURS)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private FcmReasons() {}
}
