package dev.opportune.connectors.apns;

import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One app at Apple.
///
/// @param topic the app's bundle id, with a suffix of Apple's where it needs one
/// @param keyFile the `.p8` key that Apple gave
/// @param keyId the key's ten characters
/// @param teamId the team's ten characters
/// @param endpoint where to connect, when not to Apple: for tests and proxies
/// @param caFile certificates that are trusted for the endpoint, instead of the JVM's own
/// @param maxInFlight messages in flight on one connection at most; what Apple's SETTINGS allow, if that is less
/// @param maxConnections connections of a lane at most, besides one for device tokens on probation: "spread bursts over
/// a few"
/// @param answerTimeout how long a message may go unanswered before it counts as unconfirmed
/// @param connectTimeout how long a connection may take to open
/// @param egress the way out of this machine
/// @param measureReceived whether the app's notification service extension runs for each push that carries a proof, so
/// that it can report that the device received it
public record ApnsSettings(
        String app,
        String topic,
        Environment environment,
        Path keyFile,
        String keyId,
        String teamId,
        @Nullable Endpoint endpoint,
        @Nullable Path caFile,
        int maxInFlight,
        int maxConnections,
        Duration answerTimeout,
        Duration connectTimeout,
        Egress egress,
        boolean measureReceived) {

    /// Half of the 1,000 streams that APNs was seen to allow on a connection.
    public static final int DEFAULT_MAX_IN_FLIGHT = 500;

    /// What a connection is trusted with after its first valid answer, before others have taught more.
    static final int FIRST_IN_FLIGHT = 32;

    public static final int DEFAULT_MAX_CONNECTIONS = 4;

    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);

    public ApnsSettings {
        Require.text("app", app);
        Topic.require(topic);
        Require.lettersAndDigits("key_id", keyId, 10);
        Require.lettersAndDigits("team_id", teamId, 10);
        Require.between("max_in_flight", maxInFlight, 1, 1_000);
        Require.between("max_connections", maxConnections, 1, 100);
        Require.atLeast("answer_timeout", answerTimeout, LEAST_TIMEOUT);
        Require.atLeast("connect_timeout", connectTimeout, LEAST_TIMEOUT);
    }

    /// With the default bounds.
    public ApnsSettings(
            String app,
            String topic,
            Environment environment,
            Path keyFile,
            String keyId,
            String teamId,
            @Nullable Endpoint endpoint,
            @Nullable Path caFile) {
        this(
                app,
                topic,
                environment,
                keyFile,
                keyId,
                teamId,
                endpoint,
                caFile,
                DEFAULT_MAX_IN_FLIGHT,
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_ANSWER_TIMEOUT,
                DEFAULT_CONNECT_TIMEOUT);
    }

    /// Straight out of this machine.
    public ApnsSettings(
            String app,
            String topic,
            Environment environment,
            Path keyFile,
            String keyId,
            String teamId,
            @Nullable Endpoint endpoint,
            @Nullable Path caFile,
            int maxInFlight,
            int maxConnections,
            Duration answerTimeout,
            Duration connectTimeout) {
        this(
                app,
                topic,
                environment,
                keyFile,
                keyId,
                teamId,
                endpoint,
                caFile,
                maxInFlight,
                maxConnections,
                answerTimeout,
                connectTimeout,
                Egress.DIRECT,
                false);
    }

    /// The same by another way out of this machine.
    public ApnsSettings withEgress(Egress other) {
        return new ApnsSettings(
                app,
                topic,
                environment,
                keyFile,
                keyId,
                teamId,
                endpoint,
                caFile,
                maxInFlight,
                maxConnections,
                answerTimeout,
                connectTimeout,
                other,
                measureReceived);
    }

    /// The endpoint, or Apple's for the environment.
    Endpoint address() {
        return endpoint == null ? new Endpoint(environment.host, 443) : endpoint;
    }

    /// Which of Apple's two worlds a device token belongs to ("Establishing a connection to APNs").
    public enum Environment {
        PRODUCTION("api.push.apple.com"),
        SANDBOX("api.sandbox.push.apple.com");

        private final String host;

        Environment(String host) {
            this.host = host;
        }

        /// Whether it is served there.
        public boolean isAt(Endpoint endpoint) {
            return endpoint.host().equals(host);
        }

        /// The configuration's word for it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Reads the configuration's word for it.
        public static Environment parse(String text) {
            for (Environment environment : values()) {
                if (environment.word().equals(text)) return environment;
            }
            throw new IllegalArgumentException("environment: \"" + text + "\" (expected: production or sandbox)");
        }
    }
}
