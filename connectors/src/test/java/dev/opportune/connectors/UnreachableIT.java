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
import dev.opportune.simulator.credentials.CredentialFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an app says that cannot reach its provider: every way of not being reached at once, since each takes ten
/// seconds.
class UnreachableIT {

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final Simulator intercepting = Simulator.start(SimulatorSettings.defaults());
    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane();
    private final List<Connector> connectors = new ArrayList<>();
    private final List<Provider> providers = new ArrayList<>();

    @TempDir
    private Path folder;

    private CredentialFiles files;

    @AfterEach
    void close() {
        connectors.forEach(connector -> lane.await(connector::close));
        providers.forEach(provider -> lane.await(provider::close));
        lane.close();
        join(vertx.close());
        intercepting.close();
        simulator.close();
    }

    @Test
    void an_app_that_cannot_reach_its_provider_says_where_and_why() throws IOException {
        files = simulator.writeCredentials(folder);
        Map<Provider, String> expected = new LinkedHashMap<>();
        expect(expected, new Endpoint("localhost", closedPort()), "refused");
        expect(expected, listening(_ -> {}), "timed out");
        expect(expected, listening(NetSocket::close), "closed by the other side");
        expect(expected, listening(socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")), "speaks no TLS");
        expect(expected, new Endpoint("push.example.invalid", 443), "unknown host");
        String issuer = intercepting
                .credentials()
                .server()
                .getCertificate()
                .getIssuerX500Principal()
                .getName();
        var intercepted = "its certificate is not trusted (issuer: " + issuer + ")";
        add(expected, apns(new Endpoint("localhost", intercepting.apnsPort())), intercepted);
        add(expected, fcm(new Endpoint("localhost", intercepting.fcmPort())), intercepted);
        var fine = new ArrayList<Provider>();
        fine.add(connected(apns(new Endpoint("localhost", simulator.apnsPort()))));
        fine.add(connected(fcm(new Endpoint("localhost", simulator.fcmPort()))));

        await().atMost(Duration.ofSeconds(50))
                .untilAsserted(() -> assertThat(expected)
                        .allSatisfy((provider, why) -> assertThat(provider.fault())
                                .as(provider.app())
                                .isEqualTo("no connection to " + provider.app() + ": " + why)));
        assertThat(fine).extracting(Provider::fault).containsOnlyNulls();
    }

    @Test
    void an_app_without_credentials_does_not_try_and_has_no_outage() throws IOException {
        files = simulator.writeCredentials(folder);
        Files.writeString(files.apnsKey(), "no key");
        Provider provider = connected(apns(new Endpoint("localhost", closedPort())));
        assertThat(provider.fault()).contains("key_file");
        assertThat(provider.outage()).isNull();
    }

    private void expect(Map<Provider, String> expected, Endpoint endpoint, String why) {
        add(expected, apns(endpoint), why);
        add(expected, fcm(endpoint), why);
    }

    private void add(Map<Provider, String> expected, Provider provider, String why) {
        expected.put(connected(provider), why);
    }

    private Provider connected(Provider provider) {
        providers.add(provider);
        connectors.add(lane.call(() -> provider.connect(lane.lane())));
        return provider;
    }

    /// Its name is what its outage says of it.
    private Provider apns(Endpoint endpoint) {
        return new ApnsProvider(new ApnsSettings(
                "APNs at " + endpoint,
                "com.example.shop",
                ApnsSettings.Environment.PRODUCTION,
                files.apnsKey(),
                simulator.credentials().apnsKeyId(),
                simulator.credentials().apnsTeamId(),
                endpoint,
                files.ca()));
    }

    private Provider fcm(Endpoint endpoint) {
        return new FcmProvider(new FcmSettings("FCM at " + endpoint, files.serviceAccount(), endpoint, files.ca()));
    }

    private Endpoint listening(Consumer<NetSocket> handler) {
        var options = new NetServerOptions().setHost("localhost").setPort(0);
        var server = join(
                vertx.createNetServer(options).connectHandler(handler::accept).listen());
        return new Endpoint("localhost", server.actualPort());
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
