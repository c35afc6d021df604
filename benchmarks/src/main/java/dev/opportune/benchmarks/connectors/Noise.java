package dev.opportune.benchmarks.connectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// What else the machine did: its load, and the time that its host took away. Linux alone tells.
///
/// @param steal in ticks since it started
/// @param all ticks of all kinds
record Noise(String load, long steal, long all) {

    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path TIMES = Path.of("/proc/stat");
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final int STEAL = 7;
    private static final int KINDS = 8;

    static Noise now() {
        try {
            var load = Files.readString(LOAD);
            var times = SPACES.splitAsStream(Files.readAllLines(TIMES).getFirst())
                    .skip(1)
                    .limit(KINDS)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Noise(
                    load.substring(0, load.indexOf(' ')),
                    times[STEAL],
                    Arrays.stream(times).sum());
        } catch (IOException e) {
            return new Noise("unknown", 0, 0);
        }
    }

    /// A sentence about the time from `before` to this.
    String since(Noise before) {
        double stolen = 100.0 * (steal - before.steal) / Math.max(1, all - before.all);
        return String.format(
                Locale.ROOT,
                "%d processors; load average %s before, %s after; %.1f %% of the time stolen by the host",
                Runtime.getRuntime().availableProcessors(),
                before.load,
                load,
                stolen);
    }
}
