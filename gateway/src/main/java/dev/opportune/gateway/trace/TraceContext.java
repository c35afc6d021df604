package dev.opportune.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a trace stands: W3C Trace Context, of a caller's request or of a send's record. Immutable.
///
/// @param traceparent in the form of version 00
/// @param tracestate what other vendors told of it, passed on as it came; empty: nothing
public record TraceContext(String traceparent, String tracestate) {

    /// W3C asks for 512 characters to be passed on; ours is kept with each send that is followed.
    private static final int MOST_STATE = 512;

    /// By the headers of a request; null: there is no trace in them, or none that W3C's rules let us go on with.
    public static @Nullable TraceContext of(List<String> traceparent, List<String> tracestate) {
        if (traceparent.size() != 1) return null;
        var read = new TraceContext(traceparent.getFirst().strip(), String.join(",", tracestate));
        var span = read.span();
        return span.isValid() ? of(span, read.tracestate) : null;
    }

    /// By what was kept; null: it cannot be understood, as when a later release kept it.
    static @Nullable TraceContext read(String kept) {
        int space = kept.indexOf(' ');
        return space < 0
                ? of(List.of(kept), List.of())
                : of(List.of(kept.substring(0, space)), List.of(kept.substring(space + 1)));
    }

    /// @param tracestate that came with it
    static TraceContext of(SpanContext span, String tracestate) {
        var flags = span.getTraceFlags().asHex();
        boolean isPassedOn =
                tracestate.length() <= MOST_STATE && !span.getTraceState().isEmpty();
        return new TraceContext(
                "00-" + span.getTraceId() + '-' + span.getSpanId() + '-' + flags, isPassedOn ? tracestate : "");
    }

    /// For [#read].
    String kept() {
        return tracestate.isEmpty() ? traceparent : traceparent + ' ' + tracestate;
    }

    SpanContext span() {
        var context = W3CTraceContextPropagator.getInstance().extract(Context.root(), this, TraceContext::header);
        return Span.fromContext(context).getSpanContext();
    }

    private static @Nullable String header(@Nullable TraceContext of, String name) {
        if (of == null) return null;
        return switch (name) {
            case "traceparent" -> of.traceparent;
            case "tracestate" -> of.tracestate.isEmpty() ? null : of.tracestate;
            default -> null;
        };
    }
}
