package dev.opportune.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What connectors tell of their connections, and of what they allow.
class ConnectorListenerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final HeardEvents heard = new HeardEvents();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        lane.close();
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void each_connection_is_told_of_from_its_opening_to_its_end(Platform platform) {
        try (var relay = new Relay(port(platform))) {
            var connector = lane.call(() -> provider(platform, relay.port()).connect(lane.lane(), heard));
            lane.awaitRoom(connector);
            int connections = platform == Platform.APNS ? 1 : FcmSettings.Bounds.DEFAULT.connections();
            await().atMost(PATIENCE).until(() -> count("opened") == connections);
            assertThat(lane.call(() -> connector.room(Standing.PROVEN))).isBetween(1, lane.call(connector::limit));

            simulator.behaviour().goAway(recorded(platform), "Shutdown");
            await().atMost(PATIENCE).until(() -> count("goaway") >= connections && count("ended") == connections);
            lane.awaitRoom(connector);
            await().atMost(PATIENCE).until(() -> count("opened") == 2L * connections);

            relay.takeAway();
            await().atMost(PATIENCE).until(() -> count("ended") == 2L * connections && count("could not open") > 0);
            assertThat(lane.call(connector::limit)).isZero();
            lane.await(connector::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_reasons_of_a_provider_are_its_words_and_ours(Platform platform) {
        var known = provider(platform, 1).reasons();
        assertThat(known).contains("timeout", "connection_lost", "not_connected", "late", "http_503");
        assertThat(known).doesNotContain("", "UNKNOWN_WORD");
        assertThat(known)
                .containsAll(
                        platform == Platform.APNS
                                ? List.of("Unregistered", "BadDeviceToken", "malformed_device_token")
                                : List.of("UNREGISTERED", "PERMISSION_DENIED", "oauth_refused"));
    }

    private long count(String event) {
        return Stream.of(heard.all())
                .flatMap(List::stream)
                .filter(event::equals)
                .count();
    }

    private int port(Platform platform) {
        return platform == Platform.APNS ? simulator.apnsPort() : simulator.fcmPort();
    }

    private static dev.opportune.simulator.record.Provider recorded(Platform platform) {
        return platform == Platform.APNS
                ? dev.opportune.simulator.record.Provider.APNS
                : dev.opportune.simulator.record.Provider.FCM;
    }

    private Provider provider(Platform platform, int port) {
        var files = simulator.writeCredentials(folder);
        var made = simulator.credentials();
        var endpoint = new Endpoint("localhost", port);
        return switch (platform) {
            case APNS ->
                new ApnsProvider(new ApnsSettings(
                        "shop-ios",
                        "com.example.shop",
                        ApnsSettings.Environment.PRODUCTION,
                        files.apnsKey(),
                        made.apnsKeyId(),
                        made.apnsTeamId(),
                        endpoint,
                        files.ca()));
            case FCM -> new FcmProvider(new FcmSettings("shop-android", files.serviceAccount(), endpoint, files.ca()));
        };
    }
}
