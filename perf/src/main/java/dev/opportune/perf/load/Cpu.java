package dev.opportune.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Processor time that processes have used so far.
public record Cpu(Map<String, Double> seconds) {

    /// All that runs on this machine, where it tells.
    public static final String MACHINE = "machine";

    private static final Path STAT = Path.of("/proc/stat");
    private static final double TICKS_A_SECOND = 100;
    private static final int IDLE = 4;
    private static final int WAITING_FOR_DISKS = 5;
    private static final int GUESTS = 9;

    static Cpu of(Map<String, Long> pids) {
        var seconds = new LinkedHashMap<String, Double>();
        pids.forEach((name, pid) -> seconds.put(
                name,
                ProcessHandle.of(pid)
                                .flatMap(it -> it.info().totalCpuDuration())
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1e3));
        try {
            if (Files.isReadable(STAT)) {
                seconds.put(MACHINE, busySeconds(Files.readAllLines(STAT).getFirst()));
            }
        } catch (IOException _) {
            // then it does not tell
        }
        return new Cpu(seconds);
    }

    /// @param line the first of `/proc/stat` (proc_stat(5))
    static double busySeconds(String line) {
        double ticks = 0;
        var words = line.split(" +", -1);
        for (int i = 1; i < Math.min(words.length, GUESTS); i++) {
            if (i != IDLE && i != WAITING_FOR_DISKS) ticks += Double.parseDouble(words[i]);
        }
        return ticks / TICKS_A_SECOND;
    }

    /// What has been used since, in microseconds.
    ///
    /// @param processes one name, or several with `+` between
    public double microsSince(Cpu before, String processes) {
        return Arrays.stream(processes.split("\\+", -1))
                        .mapToDouble(it -> seconds.getOrDefault(it, 0.0) - before.seconds.getOrDefault(it, 0.0))
                        .sum()
                * 1e6;
    }

    public Set<String> processes() {
        return seconds.keySet();
    }
}
