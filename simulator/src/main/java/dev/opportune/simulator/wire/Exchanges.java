package dev.opportune.simulator.wire;

import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.ProviderScript;
import dev.opportune.simulator.wire.Handled.PushFacts;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The way of each request of a connection: wait while frozen → fault or provider → record → latency → answer.
///
/// Confined to the connection's event loop. What waits is bounded by the streams that the connection may open.
final class Exchanges {

    private static final String BAD_GATEWAY =
            "<html><head><title>502 Bad Gateway</title></head>" + "<body><h1>502 Bad Gateway</h1></body></html>";

    private record Waiting(Request request, Consumer<Answer> answered) {}

    private final ArrayDeque<Waiting> frozen = new ArrayDeque<>();
    private final Channel channel;
    private final ConnectionService service;
    private final ProviderScript script;
    private final PushRecorder recorder;

    Exchanges(Channel channel, ConnectionService service, ProviderScript script, PushRecorder recorder) {
        this.channel = channel;
        this.service = service;
        this.script = script;
        this.recorder = recorder;
    }

    void accept(Request request, Consumer<Answer> answered) {
        if (script.frozen()) {
            frozen.add(new Waiting(request, answered));
        } else {
            exchange(request, answered);
        }
    }

    void thaw() {
        while (!script.frozen() && !frozen.isEmpty()) {
            Waiting next = frozen.remove();
            exchange(next.request, next.answered);
        }
    }

    private void exchange(Request request, Consumer<Answer> answered) {
        Fault fault = service.isPush(request) ? script.takeFault() : null;
        Handled handled = fault == null ? service.handle(request) : faulty(fault, request);
        recorder.record(request, handled);
        if (fault == Fault.RESET_AFTER_HANDLING) {
            Resets.reset(channel);
        } else {
            answerLater(handled.answer(), answered);
        }
    }

    private Handled faulty(Fault fault, Request request) {
        return switch (fault) {
            case BODILESS_503 -> unhandled(request, fault, Answer.bodiless(503, Map.of()));
            case HTML_502 -> unhandled(request, fault, Answer.html(502, BAD_GATEWAY));
            case RESET_AFTER_HANDLING -> service.handle(request);
        };
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
