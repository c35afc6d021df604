package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.suite.GoodTraffic.Sent;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What good traffic met, and what the gateway took, before, during or after an attack.
record Phase(String name, Duration lasted, List<Sent> sent, Watch.Seen seen) {

    /// The latency, in milliseconds, that this part of the sends did not exceed; those without an answer count with
    /// the time that they waited.
    double millis(double part) {
        long[] nanos = sent.stream().mapToLong(Sent::nanos).sorted().toArray();
        if (nanos.length == 0) return 0;
        return nanos[(int) Math.min(nanos.length - 1, Math.ceil(nanos.length * part) - 1)] / 1e6;
    }

    long failed() {
        return sent.stream().filter(it -> !it.failure().isEmpty()).count();
    }

    /// Each way to fail, and how often.
    String failures() {
        var counts = new TreeMap<>(sent.stream()
                .filter(it -> !it.failure().isEmpty())
                .collect(Collectors.groupingBy(Sent::failure, Collectors.counting())));
        return counts.entrySet().stream()
                .map(it -> it.getValue() + " × " + it.getKey())
                .collect(Collectors.joining(", "));
    }

    /// Processors that the gateway took.
    double cores() {
        return seen.cpuSeconds() / (lasted.toMillis() / 1000.0);
    }
}
