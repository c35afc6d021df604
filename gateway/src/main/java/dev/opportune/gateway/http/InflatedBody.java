package dev.opportune.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/// A request's body that comes as gzip, inflated: one step at a time and one a turn of the event loop, so that a body
/// that inflates a thousandfold holds up neither memory nor the lane. The request is read when all that came of it is
/// inflated and taken. What is corrupt ends it with a [Gunzip.CorruptException].
final class InflatedBody implements ReadStream<Buffer> {

    private static final Handler<Object> NOBODY = _ -> {};

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
        stepLater();
        return this;
    }

    private void stepLater() {
        if (scheduled) return;
        scheduled = true;
        vertx.runOnContext(_ -> {
            scheduled = false;
            step();
        });
    }

    private void step() {
        if (paused || over) return;
        try {
            var step = gunzip.next();
            if (step != null) {
                handler.handle(step);
                stepLater();
            } else if (wholeIn) {
                gunzip.finish();
                close();
                if (ended != null) ended.handle(null);
            } else {
                request.resume();
            }
        } catch (Gunzip.CorruptException e) {
            fail(e);
        }
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
