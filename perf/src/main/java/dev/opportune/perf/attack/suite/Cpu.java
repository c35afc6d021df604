package dev.opportune.perf.attack.suite;

import java.time.Duration;

/// Processor time.
final class Cpu {

    private Cpu() {}

    /// Of a process since its start; 0 once it has ended.
    static double seconds(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(it -> it.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }
}
