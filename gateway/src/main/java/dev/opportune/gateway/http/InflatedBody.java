package dev.opportune.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/// A request's body that comes as gzip, inflated: a step at a time, for [Limits#LINES_TURN] in each turn of the
/// loop, so that a body that inflates a thousandfold holds up neither memory nor the lane. The request is read when
/// all that came of it is inflated and taken. What is corrupt ends it with a [Gunzip.CorruptException].
final class InflatedBody implements ReadStream<Buffer> {

    private static final Handler<Object> NOBODY = _ -> {};
    private static final long TURN_OF_OTHERS_MS = 1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Gunzip gunzip = new Gunzip();
    private Handler<? super Buffer> handler = NOBODY;
    private Handler<? super Throwable> failed = NOBODY;
    private @Nullable Handler<Void> ended;
    private boolean paused;
    private boolean scheduled;
    private boolean wholeIn;
    private boolean over;

    InflatedBody(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.request = request;
    }

    /// Null: no more is wanted.
    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> taker) {
        if (taker == null) {
            close();
            return this;
        }
        handler = taker;
        request.handler(chunk -> {
            if (over) return;
            request.pause();
            gunzip.add(chunk);
            step();
        });
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> taker) {
        ended = taker;
        request.endHandler(_ -> {
            wholeIn = true;
            step();
        });
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> taker) {
        failed = taker == null ? NOBODY : taker;
        request.exceptionHandler(this::fail);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        paused = true;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    /// Any amount is as good as all: whoever has enough pauses.
    @Override
    public ReadStream<Buffer> fetch(long amount) {
        if (!paused) return this;
        paused = false;
        vertx.runOnContext(_ -> stepUnlessScheduled());
        return this;
    }

    /// By a timer, not a task: Netty runs all tasks there are before it reads again.
    private void stepLater() {
        if (scheduled) return;
        scheduled = true;
        vertx.setTimer(TURN_OF_OTHERS_MS, _ -> {
            scheduled = false;
            step();
        });
    }

    private void stepUnlessScheduled() {
        if (!scheduled) step();
    }

    private void step() {
        long endsNanos = System.nanoTime() + Limits.LINES_TURN.toNanos();
        try {
            while (!paused && !over) {
                var step = gunzip.next();
                if (step == null) {
                    allTaken();
                    return;
                }
                handler.handle(step);
                if (System.nanoTime() - endsNanos >= 0) {
                    stepLater();
                    return;
                }
            }
        } catch (Gunzip.CorruptException e) {
            fail(e);
        }
    }

    /// Nothing is left of what came in.
    private void allTaken() throws Gunzip.CorruptException {
        if (!wholeIn) {
            request.resume();
            return;
        }
        gunzip.finish();
        close();
        if (ended != null) ended.handle(null);
    }

    private void fail(Throwable why) {
        if (over) return;
        close();
        failed.handle(why);
    }

    private void close() {
        over = true;
        gunzip.close();
    }
}
