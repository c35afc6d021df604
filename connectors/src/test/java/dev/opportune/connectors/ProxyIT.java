package dev.opportune.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.ConnectProxy.Manner;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.apns.ApnsProvider;
import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmProvider;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.wire.Egress;
import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.NoProxy;
import dev.opportune.connectors.wire.Proxy;
import dev.opportune.connectors.wire.Proxy.Login;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.credentials.CredentialFiles;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Providers that are found through a proxy alone: names under `simulator.test` mean nothing to this machine.
class ProxyIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Simulator simulator = Simulator.start(SimulatorSettings.defaults());
    private final TestLane lane = new TestLane();
    private final List<Connector> connectors = new ArrayList<>();
    private final List<Provider> providers = new ArrayList<>();
    private final List<ConnectProxy> proxies = new ArrayList<>();

    @TempDir
    private Path folder;

    private CredentialFiles files;

    @BeforeEach
    void credentials() throws IOException {
        files = simulator.writeCredentials(folder);
        tokenUri("oauth.simulator.test");
    }

    @AfterEach
    void close() {
        connectors.forEach(connector -> lane.await(connector::close));
        providers.forEach(provider -> lane.await(provider::close));
        proxies.forEach(ConnectProxy::close);
        lane.close();
        simulator.close();
    }

    @Test
    void all_three_go_through_the_proxy_and_nothing_past_it() {
        for (Manner manner : List.of(new Manner.Opens(), new Manner.OpensFor("gateway", "pass: word"))) {
            var login = manner instanceof Manner.OpensFor(var name, var word) ? new Login(name, word) : null;
            var proxy = proxy(manner);
            var egress = through(proxy.port(), login);

            assertThat(deliver(connected(apns("apns.simulator.test", egress)), "a".repeat(64)))
                    .isInstanceOf(Accepted.class);
            assertThat(deliver(connected(fcm("fcm.simulator.test", egress)), Messages.DEVICE_TOKEN))
                    .isInstanceOf(Accepted.class);

            assertThat(proxy.tunnels())
                    .contains(
                            "apns.simulator.test:" + simulator.apnsPort(),
                            "fcm.simulator.test:" + simulator.fcmPort(),
                            "oauth.simulator.test:" + simulator.fcmPort());
            assertThat(providers).extracting(Provider::fault).containsOnlyNulls();
        }
    }

    @Test
    void what_is_exempt_goes_straight() throws IOException {
        tokenUri("localhost");
        var proxy = proxy(new Manner.Answers(403));
        var egress = through(proxy.port(), null);

        assertThat(deliver(connected(apns("localhost", egress)), "a".repeat(64)))
                .isInstanceOf(Accepted.class);
        assertThat(deliver(connected(fcm("localhost", egress)), Messages.DEVICE_TOKEN))
                .isInstanceOf(Accepted.class);
        assertThat(proxy.tunnels()).isEmpty();
    }

    @Test
    void an_app_that_its_proxy_keeps_from_its_provider_says_which_proxy_and_why() throws IOException {
        Map<Provider, String> expected = new LinkedHashMap<>();
        expect(expected, proxy(new Manner.Answers(403)).port(), "the proxy refuses to connect there (403)");
        expect(expected, proxy(new Manner.Answers(502)).port(), "the proxy cannot reach it (502)");
        var closed = proxy(new Manner.OpensFor("gateway", "secret"));
        expect(expected, closed.port(), "the proxy needs a username and password, or others (407)");
        var closing = through(proxy(new Manner.Closes()).port(), null);
        add(expected, apns("apns.simulator.test", closing), "closed by the other side");
        add(expected, fcm("fcm.simulator.test", closing), "the proxy closed the connection");
        expect(expected, closedPort(), "the proxy cannot be reached (refused)");
        var nowhere = new Endpoint("proxy.example.invalid", 3128);
        expect(
                expected,
                new Egress(new Proxy(nowhere, null), NoProxy.NONE),
                "the proxy cannot be reached (unknown host)");
        expect(expected, proxy(new Manner.Silent()).port(), "timed out");
        var wrong = through(closed.port(), new Login("gateway", "wrong-secret"));
        expect(expected, wrong, "the proxy needs a username and password, or others (407)");
        try (var intercepting = Simulator.start(SimulatorSettings.defaults())) {
            String issuer = intercepting
                    .credentials()
                    .server()
                    .getCertificate()
                    .getIssuerX500Principal()
                    .getName();
            var open = through(proxy(new Manner.Opens()).port(), null);
            var provider = new FcmProvider(new FcmSettings(
                            "FCM at fcm.simulator.test:" + intercepting.fcmPort() + " through the proxy "
                                    + open.proxy(),
                            files.serviceAccount(),
                            new Endpoint("fcm.simulator.test", intercepting.fcmPort()),
                            files.ca())
                    .withEgress(open));
            add(expected, provider, "its certificate is not trusted (issuer: " + issuer + ")");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(expected)
                            .allSatisfy((each, why) -> assertThat(each.outage())
                                    .as(each.app())
                                    .isEqualTo("no connection to " + each.app() + ": " + why)));
        }
        assertThat(expected.keySet())
                .allSatisfy(each -> assertThat(each.fault()).doesNotContain("secret"));
    }

    @Test
    void why_there_is_no_access_token_through_the_proxy_is_told() {
        told(through(proxy(new Manner.Answers(403)).port(), null), "the proxy refuses to connect there (403)");
        told(
                through(proxy(new Manner.OpensFor("gateway", "secret")).port(), null),
                "the proxy needs a username and password, or others (407)");
    }

    @Test
    void a_proxy_that_cannot_be_reached_is_not_taken_for_the_token_endpoint() throws IOException {
        told(through(closedPort(), null), "the connection is refused");
    }

    private void told(Egress egress, String why) {
        var provider = connected(new FcmProvider(new FcmSettings(
                        "shop", files.serviceAccount(), new Endpoint("localhost", simulator.fcmPort()), files.ca())
                .withEgress(egress)));
        var _ = deliver(provider, Messages.DEVICE_TOKEN);
        assertThat(provider.fault())
                .endsWith("its token_uri gives no access token now: through the proxy " + egress.proxy() + ": " + why);
    }

    private void expect(Map<Provider, String> expected, int port, String why) {
        expect(expected, through(port, null), why);
    }

    private void expect(Map<Provider, String> expected, Egress egress, String why) {
        for (var provider : List.of(apns("apns.simulator.test", egress), fcm("fcm.simulator.test", egress))) {
            add(expected, provider, why);
        }
    }

    private void add(Map<Provider, String> expected, Provider provider, String why) {
        connect(provider);
        expected.put(provider, why);
    }

    private void connect(Provider provider) {
        providers.add(provider);
        connectors.add(lane.call(() -> provider.connect(lane.lane())));
    }

    private Provider connected(Provider provider) {
        connect(provider);
        lane.awaitRoom(connectors.getLast());
        return provider;
    }

    private DeliveryOutcome deliver(Provider provider, String deviceToken) {
        var connector = connectors.get(providers.indexOf(provider));
        return lane.await(() ->
                connector.deliver(Messages.plain("s", deviceToken, Instant.now().plusSeconds(600))));
    }

    private ConnectProxy proxy(Manner manner) {
        var proxy = new ConnectProxy(manner);
        proxies.add(proxy);
        return proxy;
    }

    private static Egress through(int port, @Nullable Login login) {
        return new Egress(new Proxy(new Endpoint("localhost", port), login), NoProxy.NONE);
    }

    /// Its name is what its outage says of it.
    private Provider apns(String host, Egress egress) {
        return new ApnsProvider(new ApnsSettings(
                        "APNs at " + host + ":" + simulator.apnsPort() + " through the proxy " + egress.proxy(),
                        "com.example.shop",
                        ApnsSettings.Environment.PRODUCTION,
                        files.apnsKey(),
                        simulator.credentials().apnsKeyId(),
                        simulator.credentials().apnsTeamId(),
                        new Endpoint(host, simulator.apnsPort()),
                        files.ca())
                .withEgress(egress));
    }

    private Provider fcm(String host, Egress egress) {
        return new FcmProvider(new FcmSettings(
                        "FCM at " + host + ":" + simulator.fcmPort() + " through the proxy " + egress.proxy(),
                        files.serviceAccount(),
                        new Endpoint(host, simulator.fcmPort()),
                        files.ca())
                .withEgress(egress));
    }

    private void tokenUri(String host) throws IOException {
        var account = (ObjectNode) JSON.readTree(files.serviceAccount().toFile());
        account.put("token_uri", "https://" + host + ":" + simulator.fcmPort() + "/token");
        Files.writeString(files.serviceAccount(), account.toString());
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
