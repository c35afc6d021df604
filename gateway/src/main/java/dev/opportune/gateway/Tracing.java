package dev.opportune.gateway;

import dev.opportune.connectors.Provider;
import dev.opportune.gateway.trace.Exemplars;
import dev.opportune.gateway.trace.OtlpTraces;
import dev.opportune.gateway.trace.TraceSettings;
import dev.opportune.gateway.trace.Traces;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What of tracing begins with a gateway, as its configuration says.
final class Tracing {

    private Tracing() {}

    /// With examples of traces in histograms, where there are traces.
    static PrometheusMeterRegistry meters(OperatorFiles files) {
        return files.config().tracing() == null
                ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
                : new PrometheusMeterRegistry(
                        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new Exemplars());
    }

    /// @param gateway its name in the fleet
    static Traces start(
            OperatorFiles files, String gateway, Map<String, ? extends Provider> providers, MeterRegistry meters)
            throws IOException {
        var tracing = files.config().tracing();
        if (tracing == null) return Traces.none();
        Supplier<Map<String, String>> headers =
                files.collector().isPresent() ? files.collector().get() : Map::of;
        var caFile = tracing.caFile();
        var settings = new TraceSettings(
                tracing.endpoint(),
                tracing.sampleRate(),
                headers,
                caFile == null ? null : Files.readString(caFile),
                tracing.timeout(),
                tracing.queue());
        var names = providers.values().stream()
                .collect(Collectors.toMap(
                        Provider::app, it -> it.platform().name().toLowerCase(Locale.ROOT)));
        return OtlpTraces.start(settings, gateway, Version.number(), names, meters);
    }
}
