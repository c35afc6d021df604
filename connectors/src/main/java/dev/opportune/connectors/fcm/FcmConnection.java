package dev.opportune.connectors.fcm;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.fcm.AccessTokens.Fetched;
import dev.opportune.connectors.fcm.AccessTokens.Fetched.Bearer;
import dev.opportune.connectors.fcm.message.FcmBody;
import dev.opportune.connectors.wire.ConnectFailure;
import dev.opportune.connectors.wire.Connection;
import dev.opportune.connectors.wire.Gate;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Outflow;
import dev.opportune.connectors.wire.Permits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 connection to FCM, outside any pool of Vert.x: that opens its second connection only when the first is
/// full, and until then fails or queues.
final class FcmConnection extends Connection<FcmAttempt> {

    /// Hears what FCM answered. Called on the lane's context.
    interface Answers {
        /// What it means for a message that still waits for its outcome.
        DeliveryOutcome outcome(ServiceAccount sender, PushMessage message, FcmAnswer answer);

        /// What it means for one that there is no access token.
        DeliveryOutcome unauthorized(ServiceAccount sender, DeliveryOutcome failed);
    }

    /// Eight bytes, whatever they say (RFC 9113, 6.7).
    private static final Buffer PING = Buffer.buffer("alive?  ");

    private final FcmSettings settings;
    private final ServiceAccount account;
    private final HttpClientAgent client;
    private final Answers answers;
    private final FcmBody body;

    private @Nullable HttpClientConnection http;
    private @Nullable Channel channel;

    FcmConnection(
            FcmSettings settings,
            ServiceAccount account,
            HttpClientAgent client,
            Line line,
            Answers answers,
            Owner owner) {
        super(line, Permits.all(settings.bounds().streams()), owner);
        this.settings = settings;
        this.account = account;
        this.client = client;
        this.answers = answers;
        this.body = new FcmBody(settings.platforms());
    }

    @Override
    protected void open() {
        client.connect(FcmTls.connection(settings, account.ca()))
                .onSuccess(this::connected)
                .onFailure(failure -> couldNotOpen(ConnectFailure.of(failure)));
    }

    private void connected(HttpClientConnection connection) {
        http = connection;
        Channel opened = channelOf(connection);
        channel = opened;
        if (opened != null) {
            Outflow.bound(opened);
            Gate.before(opened, this::mayFlow);
        }
        if (hasEnded()) {
            cut();
        } else if (connection.protocolVersion() != HttpVersion.HTTP_2) {
            couldNotOpen(ConnectFailure.NO_HTTP2);
        } else {
            connection.goAwayHandler(_ -> goneAway());
            connection.closeHandler(_ -> sever("was closed"));
            connection.remoteSettingsHandler(allowed -> {
                // Fewer at once; more when Vert.x knows of it too, which is after this.
                streamsAllowed(Math.min(
                        allowed.getLongOrDefault(Http2Settings.MAX_CONCURRENT_STREAMS), connection.maxActiveStreams()));
                line.lane().runLater(() -> streamsAllowed(connection.maxActiveStreams()));
            });
            streamsAllowed(connection.maxActiveStreams());
            opened();
        }
    }

    /// Vert.x shows none: its way of closing says farewell first, after all that still waits to be written.
    private static @Nullable Channel channelOf(HttpClientConnection connection) {
        return connection instanceof UnpooledHttpClientConnection unpooled
                ? unpooled.unwrap().channelHandlerContext().channel()
                : null;
    }

    /// An overloaded provider takes no more on another one.
    @Override
    protected boolean wouldAnotherHelp() {
        return !permits.areHeldBack();
    }

    @Override
    protected void write(FcmAttempt attempt) {
        Fetched known = account.tokens().now();
        if (known == null) {
            writeWhen(account.tokens().fetch(), attempt);
        } else {
            write(attempt, known);
        }
    }

    private void writeWhen(CompletableFuture<Fetched> fetched, FcmAttempt attempt) {
        var _ = fetched.thenAccept(result -> line.lane().runLater(() -> write(attempt, result)));
    }

    private void write(FcmAttempt attempt, Fetched fetched) {
        switch (fetched) {
            case Bearer bearer -> write(attempt, bearer);
            case Fetched.Failed failed -> attempt.settle(answers.unauthorized(account, failed.outcome()));
        }
    }

    private void write(FcmAttempt attempt, Bearer bearer) {
        HttpClientConnection connection = http;
        if (attempt.isSettled()) return;
        if (connection == null || hasEnded()) {
            attempt.settle(Outcomes.notConnected());
            return;
        }
        attempt.authorized(bearer);
        connection
                .request(HttpMethod.POST, account.path())
                .onSuccess(request -> write(attempt, bearer, request))
                .onFailure(_ -> attempt.settle(Outcomes.notConnected()));
    }

    private void write(FcmAttempt attempt, Bearer bearer, HttpClientRequest request) {
        if (attempt.isSettled() || !mayGo(attempt)) {
            var _ = request.reset(Http2Error.CANCEL.code());
            return;
        }
        attempt.writtenTo(request);
        begins(attempt);
        attempt.whole();
        request.putHeader(HttpHeaders.AUTHORIZATION, bearer.authorization());
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        request.response()
                .compose(response -> {
                    hears();
                    return AnswerBody.read(response)
                            .map(json ->
                                    answer(response.statusCode(), json, response.getHeader(HttpHeaders.RETRY_AFTER)));
                })
                .onSuccess(answer -> answered(attempt, bearer, answer))
                .onFailure(failure -> attempt.settle(unanswered(request, failure)));
        var written = BufferInternal.buffer(
                Unpooled.wrappedBuffer(body.write(attempt.sent(), line.clock().instant())));
        request.end(written).onSuccess(_ -> {
            if (attempt.isOn(request)) hasLeft(attempt);
        });
    }

    private FcmAnswer answer(int status, byte[] body, @Nullable String retryAfter) {
        return FcmAnswer.read(
                status, body, RetryAfter.parse(retryAfter, line.clock().instant()));
    }

    private void answered(FcmAttempt attempt, Bearer bearer, FcmAnswer answer) {
        if (attempt.isSettled()) return;
        if (answer.isOverload()) {
            permits.overloaded();
        } else {
            permits.answered(attempt.nanosSinceWritten());
        }
        worked();
        if (answer.refusesBearer() && attempt.mayRenew()) {
            writeWhen(account.tokens().renew(bearer), attempt);
            return;
        }
        DeliveryOutcome outcome = answers.outcome(account, attempt.sent(), answer);
        if (answer.refusesBearer()) {
            account.tokens().stayedRefused(bearer, outcome);
        }
        attempt.settle(outcome);
    }

    /// RFC 9113: a stream after a GOAWAY's last (6.8) and a refused one (8.7) were not processed.
    private DeliveryOutcome unanswered(HttpClientRequest request, Throwable failure) {
        boolean refused = switch (failure) {
            case StreamResetException reset -> reset.getCode() == Http2Error.REFUSED_STREAM.code();
            case HttpClosedException closed
            when closed.goAway() != null -> request.streamId() > closed.goAway().getLastStreamId();
            default -> false;
        };
        if (refused) {
            permits.overloaded();
            return Outcomes.refusedStream();
        }
        return lost();
    }

    /// Its message has its outcome.
    void release() {
        give(1);
    }

    @Override
    protected void ping() {
        HttpClientConnection connection = http;
        if (connection != null) {
            var _ = connection.ping(PING).onSuccess(_ -> hears());
        }
    }

    /// Its outcome has given its stream back.
    @Override
    protected void letGo(FcmAttempt attempt) {}

    @Override
    protected void cancel(FcmAttempt attempt) {
        HttpClientRequest request = attempt.request();
        if (request != null) {
            var _ = request.reset(Http2Error.CANCEL.code());
        }
    }

    @Override
    protected boolean hasArrived() {
        return Outflow.isEmpty(channel);
    }

    @Override
    protected Future<Void> shut() {
        return http == null ? Future.succeededFuture() : http.close();
    }

    @Override
    protected void cut() {
        Channel open = channel;
        if (open != null) Outflow.cut(open);
        var _ = shut();
    }
}
