package dev.opportune.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/// Which trace a histogram may show as an example of what it measures: that of the send that is measured now
/// ([SendTrace#measured]). Safe on any thread.
public final class Exemplars implements SpanContext {

    @Override
    public @Nullable String getCurrentTraceId() {
        var span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        var span = Span.current().getSpanContext();
        return span.isValid() ? span.getSpanId() : null;
    }

    /// Whoever is followed is sampled.
    @Override
    public boolean isCurrentSpanSampled() {
        return Span.current().getSpanContext().isSampled();
    }

    /// All that is followed is told anyway.
    @Override
    public void markCurrentSpanAsExemplar() {}
}
