package dev.opportune.benchmarks.connectors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/// Where the simulator listens and what it takes, as [SimulatorMain] wrote it down.
record Credentials(
        int apnsPort, int fcmPort, Path ca, Path apnsKey, String apnsKeyId, String apnsTeamId, Path serviceAccount) {

    private static final String FILE = "simulator.properties";

    static final String TOPIC = "com.example.shop";
    static final String HOST = "localhost";

    void write(Path folder) {
        var all = new Properties();
        all.setProperty("apnsPort", Integer.toString(apnsPort));
        all.setProperty("fcmPort", Integer.toString(fcmPort));
        all.setProperty("ca", ca.toString());
        all.setProperty("apnsKey", apnsKey.toString());
        all.setProperty("apnsKeyId", apnsKeyId);
        all.setProperty("apnsTeamId", apnsTeamId);
        all.setProperty("serviceAccount", serviceAccount.toString());
        try (var out = Files.newBufferedWriter(folder.resolve(FILE))) {
            all.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Credentials read(Path folder) {
        var all = new Properties();
        try (var in = Files.newBufferedReader(folder.resolve(FILE))) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Credentials(
                Integer.parseInt(all.getProperty("apnsPort")),
                Integer.parseInt(all.getProperty("fcmPort")),
                Path.of(all.getProperty("ca")),
                Path.of(all.getProperty("apnsKey")),
                all.getProperty("apnsKeyId"),
                all.getProperty("apnsTeamId"),
                Path.of(all.getProperty("serviceAccount")));
    }
}
