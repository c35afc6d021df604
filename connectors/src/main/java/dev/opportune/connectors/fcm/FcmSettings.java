package dev.opportune.connectors.fcm;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One app at Firebase.
///
/// @param serviceAccountFile the JSON key of a service account that may send, which names a project, or the
///     configuration of workload identity federation (`external_account`), which names none
/// @param endpoint where to connect, when not to Firebase: for tests and proxies
/// @param caFile certificates that are trusted for the endpoint and for the service account's `token_uri`, instead of
///     the JVM's own
/// @param platforms the kinds of devices that its registration tokens may be of; each costs some bytes of every message
/// @param quota what the project allows all gateways together
/// @param egress the way out of this machine
/// @param project the Firebase project, where it is not the service account's own
public record FcmSettings(
        String app,
        Path serviceAccountFile,
        @Nullable Endpoint endpoint,
        @Nullable Path caFile,
        Set<FcmPlatform> platforms,
        Quotas.Terms quota,
        Bounds bounds,
        Egress egress,
        @Nullable String project) {

    /// "600,000 messages a minute" and project, and "ramp up from 0 to the maximum over at least 60 seconds" (Firebase,
    /// "Scale FCM to large audiences").
    public static final Quotas.Terms DEFAULT_QUOTA = new Quotas.Terms(600_000, Duration.ofSeconds(60));

    /// All of them: a registration token does not say what it is of, and nothing may be late anywhere.
    public static final Set<FcmPlatform> DEFAULT_PLATFORMS = Set.of(FcmPlatform.values());

    private static final Endpoint FIREBASE = new Endpoint("fcm.googleapis.com", 443);

    /// What a lane's connector may use.
    ///
    /// @param connections how many a lane keeps open
    /// @param maxConnections how many it opens when these fill
    /// @param streams messages in flight on a connection at most; what its SETTINGS allow, if that is less
    /// @param surplusAfter how long a connection beyond `connections` stays open without a message
    /// @param answerTimeout how long a message may go unanswered before it counts as unconfirmed
    /// @param connectTimeout how long a connection may take to open
    public record Bounds(
            int connections,
            int maxConnections,
            int streams,
            Duration surplusAfter,
            Duration answerTimeout,
            Duration connectTimeout) {

        /// "Set a timeout of at least 10 seconds before retrying requests" (Firebase, "Scale FCM to large
        /// audiences"): an answer that is slow is more often on its way than lost.
        private static final Duration LEAST_ANSWER_TIMEOUT = Duration.ofSeconds(10);

        private static final Duration LEAST_CONNECT_TIMEOUT = Duration.ofMillis(100);
        private static final int MOST_CONNECTIONS = 64;

        /// What FCM's SETTINGS allow, and firebase-admin counts on.
        private static final int MOST_STREAMS = 100;

        /// Sixteen connections of a hundred streams carry 30,000 messages a second at 50 ms.
        public static final Bounds DEFAULT =
                new Bounds(2, 16, 100, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(5));

        public Bounds {
            Require.between("connections", connections, 1, MOST_CONNECTIONS);
            Require.between("max_connections", maxConnections, connections, MOST_CONNECTIONS);
            Require.between("streams", streams, 1, MOST_STREAMS);
            Require.atLeast("surplus_after", surplusAfter, Duration.ZERO);
            Require.atLeast("answer_timeout", answerTimeout, LEAST_ANSWER_TIMEOUT);
            Require.atLeast("connect_timeout", connectTimeout, LEAST_CONNECT_TIMEOUT);
        }

        /// The same with other numbers of connections.
        public Bounds withConnections(int kept, int most) {
            return new Bounds(kept, most, streams, surplusAfter, answerTimeout, connectTimeout);
        }
    }

    public FcmSettings {
        Require.text("app", app);
        if (platforms.isEmpty()) throw new IllegalArgumentException("platforms: is empty (expected: at least one)");
        platforms = Set.copyOf(platforms);
        if (project != null && !ServiceAccountFile.PROJECT.matcher(project).matches()) {
            throw new IllegalArgumentException(
                    "project: \"" + project + "\" (expected: a Firebase project's id: letters, digits and hyphens)");
        }
    }

    /// For every platform, with the default quota and bounds.
    public FcmSettings(String app, Path serviceAccountFile, @Nullable Endpoint endpoint, @Nullable Path caFile) {
        this(
                app,
                serviceAccountFile,
                endpoint,
                caFile,
                DEFAULT_PLATFORMS,
                DEFAULT_QUOTA,
                Bounds.DEFAULT,
                Egress.DIRECT,
                null);
    }

    /// The same for other platforms.
    public FcmSettings withPlatforms(Set<FcmPlatform> others) {
        return new FcmSettings(app, serviceAccountFile, endpoint, caFile, others, quota, bounds, egress, project);
    }

    /// The same with another quota.
    public FcmSettings withQuota(Quotas.Terms terms) {
        return new FcmSettings(app, serviceAccountFile, endpoint, caFile, platforms, terms, bounds, egress, project);
    }

    /// The same with other bounds.
    public FcmSettings withBounds(Bounds others) {
        return new FcmSettings(app, serviceAccountFile, endpoint, caFile, platforms, quota, others, egress, project);
    }

    /// The same by another way out of this machine.
    public FcmSettings withEgress(Egress other) {
        return new FcmSettings(app, serviceAccountFile, endpoint, caFile, platforms, quota, bounds, other, project);
    }

    /// The same for another project than the service account's own.
    public FcmSettings withProject(@Nullable String other) {
        return new FcmSettings(app, serviceAccountFile, endpoint, caFile, platforms, quota, bounds, egress, other);
    }

    /// The endpoint, or Firebase's.
    Endpoint address() {
        return endpoint == null ? FIREBASE : endpoint;
    }
}
