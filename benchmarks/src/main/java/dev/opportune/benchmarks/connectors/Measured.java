package dev.opportune.benchmarks.connectors;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What a process had done, used and allocated by some instant; or between two.
record Measured(long nanos, long accepted, long refused, long inFlightAtAnswers, long cpuNanos, long allocatedBytes) {

    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MICRO = 1e3;

    private static final Pattern SPACE = Pattern.compile(" ");

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    static Measured now(Sender sender) {
        return new Measured(
                System.nanoTime(),
                sender.accepted.sum(),
                sender.refused.sum(),
                sender.inFlightAtAnswers.sum(),
                SYSTEM.getProcessCpuTime(),
                THREADS.getTotalThreadAllocatedBytes());
    }

    Measured since(Measured before) {
        return new Measured(
                nanos - before.nanos,
                accepted - before.accepted,
                refused - before.refused,
                inFlightAtAnswers - before.inFlightAtAnswers,
                cpuNanos - before.cpuNanos,
                allocatedBytes - before.allocatedBytes);
    }

    double perSecond() {
        return accepted * NANOS_A_SECOND / nanos;
    }

    double cpuMicrosEach() {
        return cpuNanos / NANOS_A_MICRO / accepted;
    }

    double allocatedBytesEach() {
        return (double) allocatedBytes / accepted;
    }

    double meanInFlight() {
        return (double) inFlightAtAnswers / (accepted + refused);
    }

    String line() {
        return LongStream.of(nanos, accepted, refused, inFlightAtAnswers, cpuNanos, allocatedBytes)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }

    static Measured parse(String line) {
        var all = SPACE.splitAsStream(line).mapToLong(Long::parseLong).toArray();
        return new Measured(all[0], all[1], all[2], all[3], all[4], all[5]);
    }
}
