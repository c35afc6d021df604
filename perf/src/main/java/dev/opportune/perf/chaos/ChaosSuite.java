package dev.opportune.perf.chaos;

import dev.opportune.perf.Seeding;
import dev.opportune.perf.chaos.load.Sends;
import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `perf/run chaos`: disturbances under load and the ledgers after them, or a soak without any.
///
/// Properties: `opportune.root` (the repository), `opportune.work` (where files go; `gateway` in it has the gateway's
/// jars, `simulators` the simulators' credentials), `opportune.redis` (the program), `opportune.control` (the
/// simulators' control port), `opportune.clock` (the library that shifts clocks; empty: none), `opportune.seed`,
/// `opportune.rate` (sends a second), `opportune.cluster` (whether Redis is one), `opportune.disturbances` (0: a soak),
/// `opportune.minutes`, `opportune.lease`
/// (seconds), `opportune.only` (kinds, with commas between; empty: all), `opportune.page` (of results; empty: none),
/// `opportune.revision`.
public final class ChaosSuite {

    private ChaosSuite() {}

    /// Ends with 0 when all held, with 1 when something did not, with 2 when it could not be run.
    public static void main(String[] args) throws InterruptedException {
        try {
            System.exit(run(Settings.ofProperties()) ? 0 : 1);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            System.err.println("perf: " + e.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(Settings settings) throws IOException, InterruptedException {
        System.out.println("chaos: " + settings.command());
        int most = (int) (settings.rate() * (settings.lasts().toSeconds() + 600));
        var sends = new Sends(settings.seed(), most);
        Outcome outcome;
        try (var fleet = Fleet.start(settings.place())) {
            Seeding.seed(fleet.gateway(0).url(), fleet.key(), sends.imports());
            outcome = settings.disturbances() > 0
                    ? ChaosRun.run(settings, fleet, sends)
                    : Soak.run(settings, fleet, sends);
        }
        System.out.println(outcome.text());
        if (settings.page().isPresent()) {
            ResultPage.put(settings.page().get(), outcome.title(), outcome.text());
        }
        System.out.println(outcome.held() ? "chaos: all held" : "chaos: NOT ALL HELD");
        return outcome.held();
    }

    /// @param title of its section on the page
    /// @param text in Markdown
    record Outcome(String title, String text, boolean held) {}

    /// The machine's load now: beyond its processors, others made everything wait.
    static String load() throws IOException {
        var loads = Path.of("/proc/loadavg");
        if (!Files.exists(loads)) return "unknown";
        String text = Files.readString(loads);
        return text.substring(0, text.indexOf(' '));
    }
}
