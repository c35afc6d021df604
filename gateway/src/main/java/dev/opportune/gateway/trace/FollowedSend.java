package dev.opportune.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;

/// The trace of a send that somebody follows. All its steps are children of its admission, whichever gateway makes
/// them. Confined to the lane.
final class FollowedSend implements SendTrace {

    private final Tracer tracer;
    private final Map<String, String> providers;

    /// Of its admission, which is over when another lane has taken the send up.
    private final Span admission;

    private final String tracestate;
    private String sendId = "";

    /// @param providers by app
    /// @param tracestate that its caller said
    FollowedSend(Tracer tracer, Map<String, String> providers, Span admission, String tracestate) {
        this.tracer = tracer;
        this.providers = providers;
        this.admission = admission;
        this.tracestate = tracestate;
    }

    @Override
    public boolean isFollowed() {
        return true;
    }

    @Override
    public void isNamed(String sendId) {
        this.sendId = sendId;
        admission.setAttribute(Told.SEND_ID, sendId);
    }

    @Override
    public String kept() {
        return TraceContext.of(admission.getSpanContext(), tracestate).kept();
    }

    @Override
    public String id() {
        return admission.getSpanContext().getTraceId();
    }

    @Override
    public void admitted(String category, String decision, String reason) {
        if (!category.isEmpty()) admission.setAttribute(Told.CATEGORY, category);
        new SpanStep(admission).over(decision, reason);
    }

    @Override
    public void notAdmitted(String reason) {
        admission.setStatus(StatusCode.ERROR);
        new SpanStep(admission).over("refused", reason);
    }

    @Override
    public Step claims(String category) {
        return of(category, span("claim"));
    }

    @Override
    public Step queues(String app) {
        return new SpanStep(span("queue").setAttribute(Told.APP, app).startSpan());
    }

    @Override
    public Step attempts(String app, int number) {
        return new SpanStep(span("attempt")
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Told.APP, app)
                .setAttribute(Told.PROVIDER, providers.getOrDefault(app, "unknown"))
                .setAttribute(Told.ATTEMPT, (long) number)
                .startSpan());
    }

    @Override
    public Step settles(String category) {
        return of(category, span("settlement"));
    }

    @Override
    public Step parks(String category) {
        return of(category, span("park"));
    }

    private static Step of(String category, SpanBuilder span) {
        return new SpanStep(span.setAttribute(Told.CATEGORY, category).startSpan());
    }

    private SpanBuilder span(String name) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(admission))
                .setAttribute(Told.SEND_ID, sendId);
    }

    @Override
    @SuppressWarnings("MustBeClosed") // whoever asks closes it
    public Measured measured() {
        Scope scope = admission.makeCurrent();
        return scope::close;
    }
}
