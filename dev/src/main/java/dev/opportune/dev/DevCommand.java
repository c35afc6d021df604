package dev.opportune.dev;

import dev.opportune.gateway.Serving;
import dev.opportune.gateway.Undo;
import dev.opportune.gateway.Version;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `dev`: a gateway with all that it needs, on loopback, until Ctrl-C.
@Command(
        name = "dev",
        description = {
            "Runs a gateway with a real Redis, both simulators, a demo policy and demo users, until Ctrl-C.",
            "It serves loopback alone, and without keys. Nothing is left behind."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DevCommand implements Callable<Integer> {

    private static final String PORT_OF = "Default: ${DEFAULT-VALUE}; 0 finds a free one. The port of ";

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = PORT_OF + "callers")
    private int port;

    @Option(names = "--admin-port", paramLabel = "PORT", defaultValue = "8081", description = PORT_OF + "operators")
    private int adminPort;

    @Option(names = "--redis-port", paramLabel = "PORT", defaultValue = "8082", description = PORT_OF + "Redis")
    private int redisPort;

    @Option(names = "--cluster", description = "A Redis Cluster of three masters in place of one Redis.")
    private boolean cluster;

    @Option(names = "--apns-port", paramLabel = "PORT", defaultValue = "8083", description = PORT_OF + "APNs")
    private int apnsPort;

    @Option(names = "--fcm-port", paramLabel = "PORT", defaultValue = "8084", description = PORT_OF + "FCM")
    private int fcmPort;

    @Option(
            names = "--control-port",
            paramLabel = "PORT",
            defaultValue = "8085",
            description = PORT_OF + "the simulators' record and script")
    private int controlPort;

    @Option(
            names = "--ingest-port",
            paramLabel = "PORT",
            defaultValue = "8086",
            description = PORT_OF + "apps' devices")
    private int ingestPort;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "What the providers and the phones do and when, YAML; begins when all is up.")
    private @Nullable Path scenarioFile;

    @Override
    public Integer call() throws Exception {
        var scenario = scenarioFile == null ? null : Scenario.read(scenarioFile);
        var undo = new Undo();
        Runtime.getRuntime().addShutdownHook(new Thread(undo::close, "stop"));
        try {
            start(undo, scenario);
        } catch (Exception e) {
            undo.close();
            throw e;
        }
        new CountDownLatch(1).await(); // until the hook has run
        return 0;
    }

    /// What the configuration says of Redis.
    private String redis(Undo undo, int port) throws IOException {
        if (cluster) return "uris: [" + undo.later(EmbeddedCluster.start(port)).uris() + "]";
        var _ = undo.later(EmbeddedRedis.start(port));
        return "uri: \"redis://127.0.0.1:" + port + "\"";
    }

    private void start(Undo undo, @Nullable Scenario scenario) throws Exception {
        var ports = new DevPorts(port, adminPort, redisPort, apnsPort, fcmPort, controlPort, ingestPort);
        var redis = redis(undo, ports.redis());
        var settings = SimulatorSettings.defaults().withPorts(ports.apns(), ports.fcm(), ports.control());
        var simulator = undo.later(Simulator.start(settings));
        var files = undo.later(DemoFiles.write(simulator, ports, redis));
        var _ = undo.later(Serving.onLoopback(files.config()));
        if (scenario != null) simulator.run(scenario);
        DemoUsers.create(ports.gateway());
        var noon = DemoPlaces.where(DemoUsers.NOON, Instant.now());
        spec.commandLine().getOut().println(DemoGuide.text(ports, files.folder(), noon));
        spec.commandLine().getOut().flush();
    }
}
