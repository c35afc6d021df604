package dev.opportune.gateway.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/// Traces that a collector is told, over OTLP. Which sends are followed is decided here, before anything is made for
/// one:
/// OpenTelemetry is asked for those alone.
public final class OtlpTraces implements Traces {

    /// Words of providers are theirs, and cut.
    private static final int MOST_CHARS = 128;

    private static final Duration CLOSING = Duration.ofSeconds(3);

    /// Its exporter would log each failure past our log; what it says is in [SpanQueue]'s words. Held, since such
    /// settings go with their logger.
    private static final java.util.logging.Logger THEIRS = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final double rate;
    private final Map<String, String> providers;
    private final SpanQueue queue;
    private final SdkTracerProvider sdk;
    private final Tracer tracer;

    private OtlpTraces(double rate, Map<String, String> providers, SpanQueue queue, Resource who) {
        this.rate = rate;
        this.providers = providers;
        this.queue = queue;
        this.sdk = SdkTracerProvider.builder()
                .setResource(who)
                .setSampler(Sampler.alwaysOn())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MOST_CHARS)
                        .build())
                .addSpanProcessor(queue)
                .build();
        this.tracer = sdk.get("dev.opportune.gateway");
    }

    /// Begins to follow sends, and to tell of them.
    ///
    /// @param gateway its name in the fleet
    /// @param version of the program
    /// @param providers the name of each app's provider
    public static Traces start(
            TraceSettings settings,
            String gateway,
            String version,
            Map<String, String> providers,
            MeterRegistry meters) {
        THEIRS.setLevel(Level.OFF);
        var who = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"), "opportune",
                AttributeKey.stringKey("service.version"), version,
                AttributeKey.stringKey("service.instance.id"), gateway));
        var queue = new SpanQueue(
                exporter(settings), settings.endpoint().toString(), settings.most(), settings.timeout(), meters);
        return new OtlpTraces(settings.rate(), Map.copyOf(providers), queue, who);
    }

    private static SpanExporter exporter(TraceSettings settings) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(settings.timeout())
                .setConnectTimeout(settings.timeout())
                .setHeaders(settings.headers())
                .setCompression("gzip");
        if (settings.ca() != null) exporter.setTrustedCertificates(settings.ca().getBytes(UTF_8));
        return exporter.build();
    }

    @Override
    public boolean areKept() {
        return true;
    }

    @Override
    public SendTrace begins(@Nullable TraceContext caller) {
        if (caller != null) return follow(caller);
        boolean isChosen = ThreadLocalRandom.current().nextDouble() < rate;
        return isChosen ? follow(Context.root(), "") : SendTrace.NONE;
    }

    private SendTrace follow(TraceContext caller) {
        var span = caller.span();
        return span.isSampled() ? follow(Context.root().with(Span.wrap(span)), caller.tracestate()) : SendTrace.NONE;
    }

    private SendTrace follow(Context parent, String tracestate) {
        var admission = tracer.spanBuilder("admission")
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        return new FollowedSend(tracer, providers, admission, tracestate);
    }

    @Override
    public SendTrace goesOn(@Nullable String kept) {
        var context = kept == null ? null : TraceContext.read(kept);
        if (context == null) return SendTrace.NONE;
        return new FollowedSend(tracer, providers, Span.wrap(context.span()), context.tracestate());
    }

    @Override
    public Optional<String> fault() {
        return queue.fault();
    }

    @Override
    public void close() {
        queue.close(CLOSING);
    }
}
