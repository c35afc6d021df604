package dev.opportune.benchmarks.connectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// **Question**: what do our connectors do in a second, and what does a send cost them, against firebase-admin and
/// Pushy?
///
/// **Workload**: the same messages to the same simulator, as many at once as each side may. Both sides of a
/// comparison are warmed up, then measured by turns; each number is the median of its rounds.
///
/// **Command**: `benchmarks/connectors [--rounds N] [--seconds N] [--warm-up N] [--only fcm|apns]`
public final class ConnectorComparison {

    private static final String APNS_MILLIS = "5";
    private static final String FCM_MILLIS = "50";
    private static final double MOST_REFUSED = 0.001;

    private final Options options;
    private final Path folder;

    private ConnectorComparison(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        var options = Options.parse(List.of(arguments));
        var folder = Files.createTempDirectory("opportune-connectors-");
        var before = Noise.now();
        try (var _ = Child.start(SimulatorMain.class, List.of(folder.toString(), APNS_MILLIS, FCM_MILLIS))) {
            var comparison = new ConnectorComparison(options, folder);
            if (options.fcm()) {
                comparison.compare("FCM, answers after " + FCM_MILLIS + " ms", Side.FCM_CONNECTOR, Side.FIREBASE_ADMIN);
            }
            if (options.apns()) {
                comparison.compare("APNs, answers after " + APNS_MILLIS + " ms", Side.APNS_CONNECTOR, Side.PUSHY);
            }
            System.out.println(Noise.now().since(before) + "; medians of " + options.rounds() + " rounds of "
                    + options.seconds() + " s a side, after " + options.warmUpSeconds() + " s of warm-up each");
        } finally {
            delete(folder);
        }
    }

    private void compare(String title, Side ours, Side theirs) throws IOException {
        var ourRounds = new ArrayList<Measured>();
        var theirRounds = new ArrayList<Measured>();
        try (var our = start(ours);
                var their = start(theirs)) {
            var _ = measure(ours, our, options.warmUpSeconds());
            var _ = measure(theirs, their, options.warmUpSeconds());
            for (int i = 0; i < options.rounds(); i++) {
                ourRounds.add(measure(ours, our, options.seconds()));
                theirRounds.add(measure(theirs, their, options.seconds()));
            }
        }
        System.out.println("| " + title + " | " + ours.title + " | " + theirs.title + " | ratio |");
        System.out.println("|---|---|---|---|");
        row("accepted a second", "%,.0f", ourRounds, theirRounds, Measured::perSecond);
        row("CPU a send, µs", "%,.1f", ourRounds, theirRounds, Measured::cpuMicrosEach);
        row("allocated a send, bytes", "%,.0f", ourRounds, theirRounds, Measured::allocatedBytesEach);
        row("given and unanswered, mean", "%,.0f", ourRounds, theirRounds, Measured::meanInFlight);
        System.out.println();
    }

    private Child start(Side side) throws IOException {
        return Child.start(SideMain.class, List.of(side.name(), folder.toString()));
    }

    private static Measured measure(Side side, Child child, int seconds) throws IOException {
        var measured = Measured.parse(child.ask(Integer.toString(seconds * 1000)));
        System.err.printf(
                Locale.ROOT,
                "%s: %,.0f/s, %.1f µs, %,.0f bytes, %d refused%n",
                side.title,
                measured.perSecond(),
                measured.cpuMicrosEach(),
                measured.allocatedBytesEach(),
                measured.refused());
        if (measured.accepted() == 0 || measured.refused() > measured.accepted() * MOST_REFUSED) {
            throw new IllegalStateException(side.title + ": " + measured.refused() + " refused of "
                    + (measured.accepted() + measured.refused()) + " (expected: next to none)");
        }
        return measured;
    }

    private static void row(
            String name,
            String format,
            List<Measured> ourRounds,
            List<Measured> theirRounds,
            ToDoubleFunction<Measured> value) {
        double ours = median(ourRounds, value);
        double theirs = median(theirRounds, value);
        System.out.printf(
                Locale.ROOT, "| %s | " + format + " | " + format + " | %.2f |%n", name, ours, theirs, ours / theirs);
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
        var sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
