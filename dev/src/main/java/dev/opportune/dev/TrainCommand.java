package dev.opportune.dev;

import dev.opportune.gateway.Undo;
import dev.opportune.gateway.Version;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `train`: has a gateway do what gateways do, so that its Java machine learns the way of a send and keeps what it has
/// learnt for later starts (`-XX:AOTCacheOutput` among the words of its command).
@Command(
        name = "train",
        description = {
            "Starts the given command, serve or dev, with a Redis and simulators for this machine alone, sends through it",
            "for some seconds and ends it. With -XX:AOTCacheOutput=FILE among the words its Java keeps in that file what it",
            "has learnt, and starts the faster by it. ./opportune train alone does so for serve and dev."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TrainCommand implements Callable<Integer> {

    /// Once told to end; by far the most of it is the writing of what was learnt.
    private static final long END_SECONDS = 180;

    private static final int FAILED = 1;

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "The command, which ends with serve or dev.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        try (var undo = new Undo()) {
            Runtime.getRuntime().addShutdownHook(new Thread(undo::close, "stop"));
            var ports = new DevPorts(0, 0, 0, 0, 0, 0, 0);
            var words = new ArrayList<>(command);
            words.addAll(command.getLast().equals("dev") ? dev(ports) : serve(ports, undo));
            var gateway = new ProcessBuilder(words).inheritIO().start();
            var _ = undo.later((AutoCloseable) gateway::destroyForcibly);
            Lessons.give(ports, gateway);
            gateway.destroy();
            return gateway.waitFor(END_SECONDS, TimeUnit.SECONDS) ? 0 : FAILED;
        }
    }

    private static List<String> dev(DevPorts ports) {
        return List.of(
                "--port=" + ports.gateway(),
                "--admin-port=" + ports.admin(),
                "--redis-port=" + ports.redis(),
                "--apns-port=" + ports.apns(),
                "--fcm-port=" + ports.fcm(),
                "--control-port=" + ports.control(),
                "--ingest-port=" + ports.ingest());
    }

    private static List<String> serve(DevPorts ports, Undo undo) throws IOException {
        var _ = undo.later(EmbeddedRedis.start(ports.redis()));
        var settings = SimulatorSettings.defaults().withPorts(ports.apns(), ports.fcm(), ports.control());
        var simulator = undo.later(Simulator.start(settings));
        var files = undo.later(DemoFiles.write(simulator, ports, "uri: \"redis://127.0.0.1:" + ports.redis() + "\""));
        return List.of("--config", files.config().toString(), "--insecure-no-auth");
    }
}
