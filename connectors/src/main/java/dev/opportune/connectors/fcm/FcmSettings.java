package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One app at Firebase.
///
/// @param serviceAccountFile the JSON key of a service account that may send; it names the project
/// @param endpoint where to connect, when not to Firebase: for tests and proxies
/// @param caFile certificates that are trusted for the endpoint and for the service account's `token_uri`, instead of
///     the JVM's own
/// @param connections how many a lane keeps open
/// @param streams messages in flight on a connection at most; what its SETTINGS allow, if that is less
/// @param answerTimeout how long a message may go unanswered before it counts as unconfirmed
/// @param connectTimeout how long a connection may take to open
public record FcmSettings(
        String app,
        Path serviceAccountFile,
        @Nullable Endpoint endpoint,
        @Nullable Path caFile,
        int connections,
        int streams,
        Duration answerTimeout,
        Duration connectTimeout) {

    public static final int DEFAULT_CONNECTIONS = 2;

    /// What FCM's SETTINGS allow, and firebase-admin counts on.
    public static final int DEFAULT_STREAMS = 100;

    /// "Set a timeout of at least 10 seconds before retrying requests" (Firebase, "Scale FCM to large
    /// audiences"): an answer that is slow is more often on its way than lost.
    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(10);

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Endpoint FIREBASE = new Endpoint("fcm.googleapis.com", 443);
    private static final Duration LEAST_CONNECT_TIMEOUT = Duration.ofMillis(100);

    public FcmSettings {
        if (app.isBlank()) {
            throw new IllegalArgumentException("app: \"" + app + "\" (expected: not blank)");
        }
        requireBetween("connections", connections, 1, 16);
        requireBetween("streams", streams, 1, 100);
        requireAtLeast("answer_timeout", answerTimeout, DEFAULT_ANSWER_TIMEOUT);
        requireAtLeast("connect_timeout", connectTimeout, LEAST_CONNECT_TIMEOUT);
    }

    /// With the default bounds.
    public FcmSettings(String app, Path serviceAccountFile, @Nullable Endpoint endpoint, @Nullable Path caFile) {
        this(
                app,
                serviceAccountFile,
                endpoint,
                caFile,
                DEFAULT_CONNECTIONS,
                DEFAULT_STREAMS,
                DEFAULT_ANSWER_TIMEOUT,
                DEFAULT_CONNECT_TIMEOUT);
    }

    /// The endpoint, or Firebase's.
    Endpoint address() {
        return endpoint == null ? FIREBASE : endpoint;
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    private static void requireAtLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
