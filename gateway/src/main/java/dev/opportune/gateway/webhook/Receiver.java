package dev.opportune.gateway.webhook;

import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.webhook.Answer.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The wire to one webhook's receiver, with connections of its own. Confined to one event loop.
final class Receiver {

    private final Vertx vertx;
    private final WebhookConfig webhook;
    private final Supplier<List<Secret>> secrets;
    private final Resolving resolving;
    private final Duration answerWithin;
    private final String agent;
    private final HttpClient client;

    /// @param answerWithin to an answer's end, the connection included
    /// @param agent what the gateway calls itself
    Receiver(
            Vertx vertx,
            WebhookConfig webhook,
            Supplier<List<Secret>> secrets,
            Resolving.Names names,
            Duration answerWithin,
            String agent) {
        this.vertx = vertx;
        this.webhook = webhook;
        this.secrets = secrets;
        this.resolving = new Resolving(vertx, webhook, names);
        this.answerWithin = answerWithin;
        this.agent = agent;
        var options = new HttpClientOptions()
                .setConnectTimeout((int) Bounds.CONNECT.toMillis())
                .setSslHandshakeTimeout(Bounds.CONNECT.toSeconds())
                .setMaxHeaderSize(Bounds.ANSWER_HEAD_BYTES)
                .setVerifyHost(true);
        if (webhook.caFile() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(webhook.caFile().toString()));
        }
        this.client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(Bounds.IN_FLIGHT).setMaxWaitQueueSize(Bounds.IN_FLIGHT));
    }

    /// Delivers once; never fails.
    Future<Answer> deliver(Message message, long nowSeconds) {
        Promise<Answer> answer = Promise.promise();
        var attempt = new Attempt(message, nowSeconds, answer);
        long timer = vertx.setTimer(answerWithin.toMillis(), _ -> attempt.end());
        resolving.address().compose(attempt::open).onFailure(attempt::failed);
        return answer.future().onComplete(done -> {
            boolean reached =
                    done.result().outcome() == Outcome.ACCEPTED || done.result().outcome() == Outcome.REFUSED;
            if (!reached) resolving.failed();
            if (attempt.isOver()) vertx.cancelTimer(timer);
            else attempt.whenOver(() -> vertx.cancelTimer(timer));
        });
    }

    Future<Void> close() {
        return client.close();
    }

    /// One request, to the end of its answer or of its time.
    private final class Attempt {

        private final Message message;
        private final long nowSeconds;
        private final Promise<Answer> answer;
        private @Nullable HttpClientRequest request;
        private Runnable then = () -> {};
        private boolean over;
        private boolean late;
        private int answerBytes;

        Attempt(Message message, long nowSeconds, Promise<Answer> answer) {
            this.message = message;
            this.nowSeconds = nowSeconds;
            this.answer = answer;
        }

        boolean isOver() {
            return over;
        }

        void whenOver(Runnable then) {
            this.then = then;
        }

        Future<Void> open(SocketAddress server) {
            if (late) return Future.succeededFuture();
            var options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(server)
                    .setHost(webhook.url().getHost())
                    .setPort(webhook.port())
                    .setSsl(webhook.isTls())
                    .setURI(webhook.target())
                    .setFollowRedirects(false)
                    .setConnectTimeout(Bounds.CONNECT.toMillis());
            return client.request(options).compose(this::write);
        }

        private Future<Void> write(HttpClientRequest request) {
            this.request = request;
            if (late) return request.reset();
            request.putHeader(HttpHeaders.CONTENT_TYPE, message.contentType())
                    .putHeader(HttpHeaders.USER_AGENT, agent)
                    .putHeader("webhook-id", message.id())
                    .putHeader("webhook-timestamp", Long.toString(nowSeconds))
                    .putHeader("webhook-signature", signature());
            return request.send(message.body()).map(response -> {
                read(response);
                return null;
            });
        }

        private String signature() {
            var signatures = new StringBuilder();
            var body = message.body().getBytes();
            for (var secret : secrets.get()) {
                if (!signatures.isEmpty()) signatures.append(' ');
                signatures.append(secret.sign(message.id(), nowSeconds, body));
            }
            return signatures.toString();
        }

        /// The status says it all; what follows is let go.
        private void read(HttpClientResponse response) {
            response.exceptionHandler(_ -> over()).endHandler(_ -> over()).handler(bytes -> {
                answerBytes += bytes.length();
                if (answerBytes > Bounds.ANSWER_BYTES) end();
            });
            var retryAfter = RetryAfter.read(response.getHeader(HttpHeaders.RETRY_AFTER), nowSeconds);
            answer.tryComplete(Answer.ofStatus(response.statusCode(), retryAfter));
        }

        void failed(Throwable failure) {
            over();
            var outcome = failure instanceof Resolving.ForbiddenException ? Outcome.FORBIDDEN : Outcome.UNREACHABLE;
            answer.tryComplete(Answer.of(outcome, said(failure)));
        }

        /// Its time is up, or its answer is too long.
        void end() {
            if (over) return;
            late = true;
            // First, since a reset fails the request, which would be another answer.
            answer.tryComplete(Answer.of(Outcome.TIMED_OUT, "no answer within " + answerWithin.toSeconds() + " s"));
            if (request != null) {
                var _ = request.reset();
            }
            over();
        }

        private void over() {
            if (over) return;
            over = true;
            then.run();
        }

        private static String said(Throwable failure) {
            var message = failure.getMessage();
            return message == null ? failure.getClass().getSimpleName() : message;
        }
    }
}
