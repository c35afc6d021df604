package dev.opportune.dev;

import dev.opportune.gateway.Version;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.scenario.Scenario;
import dev.opportune.simulator.scenario.ScenarioException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `simulate`: APNs and FCM on this machine, until it is interrupted.
@Command(
        name = "simulate",
        description = "Runs APNs and FCM simulators on this machine, until Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {" 0:It was ended", " 2:The scenario is not as it should be"})
final class SimulateCommand implements Callable<Integer> {

    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where credentials, the CA and apps.yaml, the apps: stanza that fits, are written.")
    private @Nullable Path folder;

    @Option(names = "--apns-port", paramLabel = "PORT", defaultValue = "0", description = "0 finds a free one.")
    private int apnsPort;

    @Option(names = "--fcm-port", paramLabel = "PORT", defaultValue = "0", description = "0 finds a free one.")
    private int fcmPort;

    @Option(names = "--control-port", paramLabel = "PORT", defaultValue = "0", description = "0 finds a free one.")
    private int controlPort;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "What the providers do and when, YAML; begins with the simulators.")
    private @Nullable Path scenarioFile;

    @Option(
            names = "--record-mib",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "How much is kept of pushes, at most (default: ${DEFAULT-VALUE}); 0: nothing.")
    private int recordMib;

    @Override
    public Integer call() throws InterruptedException {
        try {
            simulate(scenarioFile == null ? null : Scenario.read(scenarioFile));
            return 0;
        } catch (ScenarioException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return WRONG;
        }
    }

    private void simulate(@Nullable Scenario scenario) throws InterruptedException {
        if (recordMib < 0) throw wrong("--record-mib: " + recordMib + " (expected: >= 0)");
        var settings = SimulatorSettings.defaults()
                .withPorts(apnsPort, fcmPort, controlPort)
                .withLargestRecordBytes(Math.max(1, (long) recordMib << 20)); // no push has room in one byte
        var simulator = Simulator.start(folder == null ? settings : settings.withDataFolder(folder));
        var interrupted = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupted.countDown();
            simulator.close();
        }));
        describe(simulator);
        if (scenario != null) simulator.run(scenario);
        interrupted.await();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void describe(Simulator simulator) {
        var out = spec.commandLine().getOut();
        simulator.summary().forEach(out::println);
        if (folder != null) {
            out.println("apps     " + simulator.writeCredentials(folder).apps());
        }
        out.println("Ctrl-C ends it.");
        out.flush();
    }
}
