package dev.opportune.simulator;

import dev.opportune.simulator.apns.ApnsAccount;
import dev.opportune.simulator.apns.ApnsService;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.control.ControlCalls;
import dev.opportune.simulator.control.ControlServer;
import dev.opportune.simulator.credentials.CredentialFiles;
import dev.opportune.simulator.credentials.Credentials;
import dev.opportune.simulator.fcm.AccessTokens;
import dev.opportune.simulator.fcm.FcmService;
import dev.opportune.simulator.fcm.ServiceAccount;
import dev.opportune.simulator.fcm.TokenEndpoint;
import dev.opportune.simulator.fcm.TokenExchange;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushLog;
import dev.opportune.simulator.record.PushQuery;
import dev.opportune.simulator.scenario.Scenario;
import dev.opportune.simulator.scenario.ScenarioPlayer;
import dev.opportune.simulator.wire.Connections;
import dev.opportune.simulator.wire.ProviderServer;
import dev.opportune.simulator.wire.ProviderService;
import dev.opportune.simulator.wire.ServerState;
import dev.opportune.simulator.wire.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// APNs and FCM on this machine, over real TLS and HTTP/2: they judge each push by the providers' rules, answer in the
/// providers' words, do what a test scripts, and keep a record of all that they were sent.
///
/// Everything is ready when [#start] returns. All methods may be called from any thread.
public final class Simulator implements AutoCloseable {

    /// What was opened, the latest first: so it is closed, also when a later part cannot be opened.
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private final SimulatorSettings settings;
    private final Credentials credentials;
    private final DataFolder folder;
    private final Path caFile;
    private final Transport transport;
    private final PushLog log;
    private final AccessTokens accessTokens;
    private final Behaviour behaviour;
    private final ProviderServer apns;
    private final ProviderServer fcm;
    private final ScenarioPlayer scenarios;
    private final ControlServer control;

    private Simulator(SimulatorSettings settings) {
        this.settings = settings;
        this.credentials = Credentials.make(settings.projectId());
        try {
            this.folder = DataFolder.of(settings.dataFolder());
            this.caFile = CredentialFiles.writeCa(folder.path(), credentials);
            closing.push(() -> folder.delete(caFile));
            this.log = PushLog.open(folder.path(), settings.bounds().recordBytes());
            closing.push(log::close);
            this.transport = Transport.start(settings.threads());
            closing.push(transport::close);
            this.accessTokens = new AccessTokens(settings.clock());
            var toApns = new Connections(settings.bounds().connections());
            var toFcm = new Connections(settings.bounds().connections());
            this.behaviour = new Behaviour(
                    Map.of(Provider.APNS, toApns, Provider.FCM, toFcm),
                    settings.bounds().devices(),
                    accessTokens::revoke,
                    transport.group());
            log.listen(behaviour::recorded);
            closing.push(behaviour::noPhones);
            var wiring =
                    new ProviderServer.Wiring(credentials.server(), transport, log, new AtomicLong(), settings.clock());
            this.apns = serve(settings.ports().apns(), apnsService(), toApns, wiring);
            AtomicReference<String> tokenUri = new AtomicReference<>("");
            this.fcm = serve(settings.ports().fcm(), fcmService(tokenUri), toFcm, wiring);
            tokenUri.set(endpoints().tokenUri());
            this.scenarios = new ScenarioPlayer(behaviour, transport.group().next());
            this.control = ControlServer.start(
                    loopback(settings.ports().control()),
                    new ControlCalls(behaviour, log, this::state, scenarios),
                    log);
            closing.push(control::close);
        } catch (RuntimeException e) {
            close(closing);
            throw e;
        }
    }

    /// Makes keys and certificates, and listens.
    ///
    /// @throws RuntimeException when a port is taken or the folder cannot be written; nothing stays open then
    public static Simulator start(SimulatorSettings settings) {
        return new Simulator(settings);
    }

    public int apnsPort() {
        return apns.port();
    }

    public int fcmPort() {
        return fcm.port();
    }

    public int controlPort() {
        return control.port();
    }

    /// The certificate authority that clients must trust, PEM.
    public Path caFile() {
        return caFile;
    }

    public Credentials credentials() {
        return credentials;
    }

    /// Writes what a gateway needs to reach this simulator: `ca.pem`, the APNs key, the service account, and the
    /// `apps:` stanza `apps.yaml` that names them.
    public CredentialFiles writeCredentials(Path folder) {
        return CredentialFiles.write(folder, credentials, endpoints());
    }

    /// What a person at a terminal needs to know, line by line.
    public List<String> summary() {
        return List.of(
                "APNs     https://localhost:" + apnsPort() + "  topics " + settings.topics(),
                "FCM      https://localhost:" + fcmPort() + "  project " + settings.projectId(),
                "control  http://localhost:" + controlPort() + "/state  /pushes  /behaviour  /scenario",
                "CA       " + caFile);
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    /// Revokes all of FCM's access tokens, as Google may at any time: the next pushes are answered 401.
    public void revokeAccessTokens() {
        behaviour.revokeAccessTokens();
    }

    /// Runs a scenario from now on; of one that ran before, the steps that were to come are dropped. It ends with the
    /// simulator.
    public void run(Scenario scenario) {
        scenarios.run(scenario);
    }

    /// All recorded pushes, the earliest first; at most [PushQuery#LARGEST_LIMIT].
    public List<Push> pushes() {
        return log.read(PushQuery.all());
    }

    public List<Push> pushes(PushQuery query) {
        return log.read(query);
    }

    /// The record itself: how full it is, and how to clear it.
    public PushLog log() {
        return log;
    }

    public ServerState state(Provider provider) {
        return switch (provider) {
            case APNS -> apns.state();
            case FCM -> fcm.state();
        };
    }

    /// Stops listening, resets what is connected, deletes the record, and the temporary folder if there is one.
    @Override
    public void close() {
        close(closing);
    }

    private static void close(Deque<Runnable> opened) {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }

    private ProviderServer serve(
            int port, ProviderService service, Connections connections, ProviderServer.Wiring wiring) {
        ProviderServer server = ProviderServer.start(
                loopback(port), service, behaviour.script(service.provider()), connections, wiring);
        closing.push(server::close);
        return server;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private ApnsService apnsService() {
        var account = new ApnsAccount(
                (ECPublicKey) credentials.apnsKey().getPublic(),
                credentials.apnsKeyId(),
                credentials.apnsTeamId(),
                settings.topics());
        return new ApnsService(account, behaviour.devices(), settings.clock());
    }

    private FcmService fcmService(AtomicReference<String> tokenUri) {
        var account = new ServiceAccount(
                (RSAPublicKey) credentials.serviceAccountKey().getPublic(),
                credentials.serviceAccountEmail(),
                tokenUri::get);
        var tokens = new TokenEndpoint(account, accessTokens, behaviour.fcmScript(), settings.clock());
        var exchange = new TokenExchange(
                credentials.serviceAccountEmail(),
                credentials.subjectToken(),
                accessTokens,
                behaviour.fcmScript(),
                settings.clock());
        return new FcmService(settings.projectId(), tokens, exchange, accessTokens, behaviour, settings.clock());
    }

    private CredentialFiles.Endpoints endpoints() {
        String topic = settings.topics().stream().sorted().findFirst().orElseThrow();
        return new CredentialFiles.Endpoints(apns.port(), fcm.port(), topic);
    }
}
