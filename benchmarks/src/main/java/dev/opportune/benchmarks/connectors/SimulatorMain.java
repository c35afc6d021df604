package dev.opportune.benchmarks.connectors;

import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// The simulator's process: answers after the given milliseconds, records nothing, and ends when its input does.
final class SimulatorMain {

    private SimulatorMain() {}

    /// Takes the folder for its credentials, then the latencies of APNs and FCM in milliseconds, and perhaps the
    /// streams that APNs holds each connection to.
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var settings = SimulatorSettings.defaults().withDataFolder(folder).withLargestRecordBytes(1);
        try (var simulator = Simulator.start(settings)) {
            simulator.behaviour().latency(Provider.APNS, millis(arguments[1]));
            simulator.behaviour().latency(Provider.FCM, millis(arguments[2]));
            if (arguments.length > 3) {
                simulator.behaviour().streams(Provider.APNS, Integer.parseInt(arguments[3]));
            }
            var files = simulator.writeCredentials(folder);
            var made = simulator.credentials();
            new Credentials(
                            simulator.apnsPort(),
                            simulator.fcmPort(),
                            files.ca(),
                            files.apnsKey(),
                            made.apnsKeyId(),
                            made.apnsTeamId(),
                            files.serviceAccount())
                    .write(folder);
            System.out.println(Child.READY);
            while (System.in.read() >= 0) {
                // Nothing is asked of it.
            }
        }
    }

    private static Latency millis(String text) {
        return Latency.fixed(Duration.ofMillis(Long.parseLong(text)));
    }
}
