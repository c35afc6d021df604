package dev.opportune.gateway.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.opportune.gateway.log.Logs;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.List;

/// The process: its build, memory, collector, threads, processors, files and uptime.
public final class ProcessMetrics implements AutoCloseable {

    private static final double NANOS_A_SECOND = 1e9;

    private final JvmGcMetrics gc = new JvmGcMetrics();

    /// @param version of the program, for `opportune_build_info`
    public ProcessMetrics(MeterRegistry registry, String version) {
        Gauge.builder("opportune.build.info", () -> 1)
                .description("1 for the program and the Java that runs it")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
        Gauge.builder("opportune.netty.direct.memory", PlatformDependent::usedDirectMemory)
                .description("Direct memory that Netty holds, which the JVM's own buffers do not show")
                .baseUnit("bytes")
                .register(registry);
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // Prometheus' own name for it, which Micrometer's binder does not use.
        FunctionCounter.builder("process.cpu", system, it -> it.getProcessCpuTime() / NANOS_A_SECOND)
                .description("Processor time that the process took")
                .baseUnit("seconds")
                .register(registry);
        Logs.measure(registry);
        Gauge.builder("opportune.processors", system, OperatingSystemMXBean::getAvailableProcessors)
                .description("Processors that the process may use")
                .register(registry);
        List.<MeterBinder>of(
                        gc,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /// Stops listening to the collector.
    @Override
    public void close() {
        gc.close();
    }
}
