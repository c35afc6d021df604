package dev.opportune.gateway.contract;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/// Passes a body on to a handler, and keeps a copy.
final class BodyTee<T> implements BodyHandler<T> {

    private final BodyHandler<T> handler;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private volatile boolean complete;

    BodyTee(BodyHandler<T> handler) {
        this.handler = handler;
    }

    boolean isComplete() {
        return complete;
    }

    byte[] bytes() {
        return copy.toByteArray();
    }

    @Override
    public BodySubscriber<T> apply(ResponseInfo info) {
        return new Tee(handler.apply(info));
    }

    private final class Tee implements BodySubscriber<T> {
        private final BodySubscriber<T> next;

        Tee(BodySubscriber<T> next) {
            this.next = next;
        }

        @Override
        public CompletionStage<T> getBody() {
            return next.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            next.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                var bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                copy.writeBytes(bytes);
            }
            next.onNext(buffers);
        }

        @Override
        public void onError(Throwable failure) {
            next.onError(failure);
        }

        @Override
        public void onComplete() {
            complete = true;
            next.onComplete();
        }
    }
}
