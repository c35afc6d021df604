package dev.opportune.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/// A step that is told. Confined to the lane.
final class SpanStep implements Step {

    private final Span span;

    SpanStep(Span span) {
        this.span = span;
    }

    @Override
    public void over(String outcome, String reason) {
        end(outcome, reason);
    }

    @Override
    public void failed(String outcome, String reason) {
        span.setStatus(StatusCode.ERROR);
        end(outcome, reason);
    }

    private void end(String outcome, String reason) {
        span.setAttribute(Told.OUTCOME, outcome);
        if (!reason.isEmpty()) span.setAttribute(Told.REASON, reason);
        span.end();
    }
}
