package dev.opportune.connectors.fcm;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// FCM's own error codes, as they stand in `error.details[].errorCode` ("ErrorCode", FCM HTTP v1 reference).
enum FcmErrorCode {
    /// The payload is wrong, or the device token is: see [Culprit].
    INVALID_ARGUMENT,
    /// The device token belongs to another project.
    SENDER_ID_MISMATCH,
    UNREGISTERED,
    QUOTA_EXCEEDED,
    UNAVAILABLE,
    INTERNAL,
    /// The project's own credential at Apple or a Web Push service is wrong.
    THIRD_PARTY_AUTH_ERROR,
    UNSPECIFIED_ERROR,
    /// None, or one that Firebase has added since: the status decides, and the word is kept as it came.
    UNKNOWN;

    private static final Map<String, FcmErrorCode> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    /// Firebase's words.
    static Set<String> words() {
        return BY_WORD.keySet();
    }

    static FcmErrorCode of(@Nullable String word) {
        return word == null ? UNKNOWN : BY_WORD.getOrDefault(word, UNKNOWN);
    }
}
