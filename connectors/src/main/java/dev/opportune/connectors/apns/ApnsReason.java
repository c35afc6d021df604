package dev.opportune.connectors.apns;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Apple's reasons, by "Handling notification responses from APNs", with what each asks of us.
enum ApnsReason {
    /// Dead, or of the other environment: Apple does not say which.
    BAD_DEVICE_TOKEN("BadDeviceToken", Remedy.QUARANTINE),
    DEVICE_TOKEN_NOT_FOR_TOPIC("DeviceTokenNotForTopic", Remedy.QUARANTINE),

    BAD_COLLAPSE_ID("BadCollapseId", Remedy.REJECT),
    BAD_EXPIRATION_DATE("BadExpirationDate", Remedy.REJECT),
    BAD_MESSAGE_ID("BadMessageId", Remedy.REJECT),
    BAD_PRIORITY("BadPriority", Remedy.REJECT),
    BAD_TOPIC("BadTopic", Remedy.CONFIGURE),
    DUPLICATE_HEADERS("DuplicateHeaders", Remedy.REJECT),
    INVALID_PUSH_TYPE("InvalidPushType", Remedy.REJECT),
    MISSING_DEVICE_TOKEN("MissingDeviceToken", Remedy.REJECT),
    MISSING_TOPIC("MissingTopic", Remedy.CONFIGURE),
    PAYLOAD_EMPTY("PayloadEmpty", Remedy.REJECT),
    BAD_PATH("BadPath", Remedy.REJECT),
    METHOD_NOT_ALLOWED("MethodNotAllowed", Remedy.REJECT),
    PAYLOAD_TOO_LARGE("PayloadTooLarge", Remedy.REJECT),

    TOPIC_DISALLOWED("TopicDisallowed", Remedy.CONFIGURE),
    BAD_CERTIFICATE("BadCertificate", Remedy.CONFIGURE),
    BAD_CERTIFICATE_ENVIRONMENT("BadCertificateEnvironment", Remedy.CONFIGURE),
    BAD_ENVIRONMENT_KEY_ID("BadEnvironmentKeyIdInToken", Remedy.CONFIGURE),
    FORBIDDEN("Forbidden", Remedy.CONFIGURE),
    INVALID_PROVIDER_TOKEN("InvalidProviderToken", Remedy.CONFIGURE),
    MISSING_PROVIDER_TOKEN("MissingProviderToken", Remedy.CONFIGURE),

    IDLE_TIMEOUT("IdleTimeout", Remedy.RECONNECT),
    EXPIRED_PROVIDER_TOKEN("ExpiredProviderToken", Remedy.RECONNECT),
    UNRELATED_KEY_ID("UnrelatedKeyIdInToken", Remedy.RECONNECT),
    TOO_MANY_PROVIDER_TOKEN_UPDATES("TooManyProviderTokenUpdates", Remedy.REST),

    EXPIRED_TOKEN("ExpiredToken", Remedy.UNREGISTER),
    UNREGISTERED("Unregistered", Remedy.UNREGISTER),

    TOO_MANY_REQUESTS("TooManyRequests", Remedy.SPARE_DEVICE),

    INTERNAL_SERVER_ERROR("InternalServerError", Remedy.BACK_OFF),
    SERVICE_UNAVAILABLE("ServiceUnavailable", Remedy.BACK_OFF),
    SHUTDOWN("Shutdown", Remedy.BACK_OFF),

    /// None, or one that Apple has added since: the status decides, and the word is kept as it came.
    UNKNOWN("", Remedy.BY_STATUS);

    /// What an answer asks of us.
    enum Remedy {
        /// Nothing: the same message gets the same answer.
        REJECT,
        /// Nothing more to this device, if it is its fault and not that of the app's settings.
        QUARANTINE,
        /// Forget the device, unless it was registered again since.
        UNREGISTER,
        /// Somebody repairs the configuration; the message waits while its moment lasts.
        CONFIGURE,
        /// Another connection, with another provider token.
        RECONNECT,
        /// This connection takes nothing for a while.
        REST,
        /// This device takes nothing for a while.
        SPARE_DEVICE,
        /// Apple takes nothing for a while.
        BACK_OFF,
        /// Nobody knows: a later attempt may fare better, as often as the caller repeats any.
        TRY_AGAIN,
        BY_STATUS
    }

    private static final Map<String, ApnsReason> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(reason -> reason.word, Function.identity()));

    private static final Set<String> WORDS =
            BY_WORD.keySet().stream().filter(word -> !word.isEmpty()).collect(Collectors.toUnmodifiableSet());

    private final String word;
    private final Remedy remedy;

    ApnsReason(String word, Remedy remedy) {
        this.word = word;
        this.remedy = remedy;
    }

    /// Apple's words.
    static Set<String> words() {
        return WORDS;
    }

    static ApnsReason of(@Nullable String word) {
        return word == null ? UNKNOWN : BY_WORD.getOrDefault(word, UNKNOWN);
    }

    Remedy remedy() {
        return remedy;
    }
}
