package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/// Takes requests of many lines of one kind on one lane, so many at once. Confined to the lane's event loop.
public final class LineStreams {

    private final Vertx vertx;
    private final Duration stall;
    private final Stopping stopping;
    private final Places running;

    /// @param stall after how long a client that neither sends lines nor reads answers is cut off
    /// @param stopping ends them early
    /// @param running how many there may be
    public LineStreams(Vertx vertx, Duration stall, Stopping stopping, Places running) {
        this.vertx = vertx;
        this.stall = stall;
        this.stopping = stopping;
        this.running = running;
    }

    /// Takes the lines of one call, or says why not. Call it before the request's first event has been handled.
    public Future<Reply> take(Call call, Supplier<Lines> lines) {
        var full = running.take(call.caller());
        if (full.isPresent()) return Future.succeededFuture(full.get());
        var refusal = call.refuseUnlessLines();
        if (refusal != null) {
            running.giveBack(call.caller());
            return Future.succeededFuture(refusal);
        }
        var stream = LineStream.start(vertx, call, stall, lines.get(), new LineCourse(stopping::hasBegun));
        stopping.tell(stream::lookAgain, stream.over());
        stream.over().onSuccess(_ -> running.giveBack(call.caller()));
        return stream.answered();
    }
}
