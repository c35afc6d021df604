package dev.opportune.simulator.wire;

import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.ProviderScript;
import dev.opportune.simulator.behaviour.ScriptedFault;
import dev.opportune.simulator.wire.Handled.PushFacts;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The way of each request of a connection: wait while frozen → fault or provider → record → latency → answer.
///
/// Confined to the connection's event loop. What waits is bounded by the streams that the connection may open.
final class Exchanges {

    private static final String BAD_GATEWAY =
            "<html><head><title>502 Bad Gateway</title></head>" + "<body><h1>502 Bad Gateway</h1></body></html>";

    private record Waiting(Request request, Consumer<Answer> answered) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Channel channel;
    private final ConnectionService service;
    private final ProviderScript script;
    private final PushRecorder recorder;
    private int lastHandled;
    private @Nullable HoldBack holdBack;

    private record HoldBack(int requests, Runnable enough) {}

    Exchanges(Channel channel, ConnectionService service, ProviderScript script, PushRecorder recorder) {
        this.channel = channel;
        this.service = service;
        this.script = script;
        this.recorder = recorder;
    }

    void accept(Request request, Consumer<Answer> answered) {
        if (script.frozen() || holdBack != null) {
            waiting.add(new Waiting(request, answered));
            seeWhetherEnough();
        } else {
            exchange(request, answered);
        }
    }

    /// Handles what waits, unless the provider is frozen; holds nothing back any more.
    void thaw() {
        holdBack = null;
        while (!script.frozen() && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            exchange(next.request, next.answered);
        }
    }

    /// Handles no further request, and says when so many wait.
    void holdBack(int requests, Runnable enough) {
        holdBack = new HoldBack(requests, enough);
        seeWhetherEnough();
    }

    /// Forgets the requests that wait on later streams than the last one that was handled, and gives back its id; those
    /// on earlier streams are handled.
    int forgetUnhandled() {
        int last = lastHandled;
        waiting.removeIf(held -> held.request.stream() > last);
        thaw();
        return last;
    }

    private void seeWhetherEnough() {
        HoldBack present = holdBack;
        if (present != null && waiting.size() >= present.requests) present.enough.run();
    }

    private void exchange(Request request, Consumer<Answer> answered) {
        lastHandled = Math.max(lastHandled, request.stream());
        ScriptedFault fault = service.isPush(request) ? script.takeFault() : null;
        if (fault == null) {
            Handled handled = service.handle(request);
            recorder.record(request, handled);
            answerLater(handled.answer(), answered);
        } else {
            fail(fault, request, answered);
        }
    }

    private void fail(ScriptedFault scripted, Request request, Consumer<Answer> answered) {
        Fault fault = scripted.fault();
        Duration retryAfter = scripted.retryAfter();
        Handled handled = switch (fault) {
            case BODILESS_503 -> unhandled(request, fault, Answer.bodiless(503, Map.of()));
            case HTML_502 -> unhandled(request, fault, Answer.html(502, BAD_GATEWAY));
            case UNAVAILABLE -> unhandled(request, fault, service.unavailable(request));
            case UNAVAILABLE_AFTER_HANDLING, RESET_AFTER_HANDLING -> service.handle(request);
        };
        recorder.record(request, handled);
        if (fault == Fault.RESET_AFTER_HANDLING) {
            Resets.reset(channel);
            return;
        }
        Answer answer = fault == Fault.UNAVAILABLE_AFTER_HANDLING ? service.unavailable(request) : handled.answer();
        answerLater(
                retryAfter == null ? answer : answer.with("retry-after", Long.toString(retryAfter.toSeconds())),
                answered);
    }

    private Handled unhandled(Request request, Fault fault, Answer answer) {
        return new Handled(answer, new PushFacts(service.deviceTokenOf(request), fault.wireName(), ""));
    }

    private void answerLater(Answer answer, Consumer<Answer> answered) {
        long delayNanos = script.latencyNanos();
        if (delayNanos == 0) {
            answered.accept(answer);
        } else {
            var _ = channel.eventLoop().schedule(() -> answered.accept(answer), delayNanos, TimeUnit.NANOSECONDS);
        }
    }
}
