package dev.opportune.connectors.fcm;

import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.wire.ConcurrencyLimit;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/2 connection to FCM, outside any pool, so that nothing waits in one. Confined to its lane.
final class FcmConnection {

    /// What its connector wants to know. Called on the lane's context.
    interface Owner {
        /// There may be more or less room than before.
        void roomChanged();

        /// It takes nothing more; what is in flight still gets its outcome.
        void ended(FcmConnection connection);

        /// An answer to a message that still waits for its outcome.
        void answered(FcmAttempt attempt, AccessTokens.Fetched.Bearer bearer, FcmAnswer answer);
    }

    private static final Logger log = LoggerFactory.getLogger(FcmConnection.class);

    private final FcmSettings settings;
    private final FcmAccount account;
    private final HttpClientConnection http;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final Owner owner;
    private final ConcurrencyLimit limit;

    private boolean ended;
    private int inFlight;
    private long answers;
    private long usedNanos = System.nanoTime();

    FcmConnection(
            FcmSettings settings,
            FcmAccount account,
            HttpClientConnection http,
            LaneLoop lane,
            ConnectorListener listener,
            Clock clock,
            Owner owner) {
        this.settings = settings;
        this.account = account;
        this.http = http;
        this.lane = lane;
        this.listener = listener;
        this.clock = clock;
        this.owner = owner;
        this.limit = new ConcurrencyLimit(Math.max(1, streams()), Math.max(1, streams()));
        http.goAwayHandler(_ -> {
            listener.goAway();
            end("is being closed by FCM");
        });
        http.closeHandler(_ -> end("was closed"));
        http.remoteSettingsHandler(_ -> lane.runLater(this::streamsChanged));
    }

    static boolean isUsable(HttpClientConnection http) {
        return http.protocolVersion() == HttpVersion.HTTP_2;
    }

    FcmAccount account() {
        return account;
    }

    int room() {
        return Math.max(0, limit() - inFlight);
    }

    int limit() {
        return ended ? 0 : Math.min(limit.now(), streams());
    }

    /// What settings and the provider's own SETTINGS allow; may be none.
    private int streams() {
        return (int) Math.min(settings.bounds().streams(), http.maxActiveStreams());
    }

    private void streamsChanged() {
        limit.most(streams());
        owner.roomChanged();
    }

    /// Three quarters of what it takes are taken: time to have another one.
    boolean isFilling() {
        return inFlight * 4 >= limit() * 3;
    }

    /// Whether it takes less than its streams allow, since the provider is overloaded: another one would not help.
    boolean isHeldBack() {
        return limit.now() * 2 < streams();
    }

    /// Whether nothing was on it for so long.
    boolean isIdleFor(Duration time) {
        return inFlight == 0 && System.nanoTime() - usedNanos >= time.toNanos();
    }

    /// Takes one of its streams for the attempt, until its outcome.
    void take(FcmAttempt attempt) {
        inFlight++;
        owner.roomChanged();
        Duration left = Duration.between(clock.instant(), attempt.deadline());
        Duration timeout = settings.bounds().answerTimeout();
        attempt.settlement().watch(lane, left, timeout, () -> deadlinePassed(attempt), () -> timedOut(attempt));
    }

    void release() {
        inFlight--;
        usedNanos = System.nanoTime();
        owner.roomChanged();
        closeWhenIdle();
    }

    void send(FcmAttempt attempt, AccessTokens.Fetched.Bearer bearer) {
        if (attempt.isSettled()) {
            return;
        }
        if (ended) {
            attempt.settle(Outcomes.notConnected());
            return;
        }
        attempt.authorized();
        http.request(HttpMethod.POST, account.path())
                .onSuccess(request -> write(attempt, bearer, request))
                .onFailure(_ -> attempt.settle(Outcomes.notConnected()));
    }

    private void write(FcmAttempt attempt, AccessTokens.Fetched.Bearer bearer, HttpClientRequest request) {
        var now = clock.instant();
        if (attempt.isSettled() || !now.isBefore(attempt.deadline())) {
            var _ = request.reset(Http2Error.CANCEL.code());
            attempt.settle(Outcomes.late());
            return;
        }
        attempt.writtenTo(request, answers);
        request.putHeader(HttpHeaders.AUTHORIZATION, bearer.authorization());
        request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        request.response()
                .compose(response -> {
                    answers++;
                    return AnswerBody.read(response)
                            .map(body ->
                                    answer(response.statusCode(), body, response.getHeader(HttpHeaders.RETRY_AFTER)));
                })
                .onSuccess(answer -> answered(attempt, bearer, answer))
                .onFailure(failure -> attempt.settle(unanswered(request, failure)));
        var body = BufferInternal.buffer(Unpooled.wrappedBuffer(attempt.body(now)));
        request.end(body).onSuccess(_ -> attempt.flushed());
    }

    private void answered(FcmAttempt attempt, AccessTokens.Fetched.Bearer bearer, FcmAnswer answer) {
        if (attempt.isSettled()) {
            return;
        }
        if (answer.isOverload()) {
            limit.overloaded();
        } else {
            limit.answered(attempt.nanosSinceWritten(), inFlight);
        }
        owner.answered(attempt, bearer, answer);
    }

    private FcmAnswer answer(int status, byte[] body, @Nullable String retryAfter) {
        return FcmAnswer.read(status, body, RetryAfter.parse(retryAfter, clock.instant()));
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
            limit.overloaded();
            return Outcomes.refusedStream();
        }
        return Outcomes.connectionLost(FcmAnswer.LEAST_RETRY);
    }

    /// A message that has not left our buffers by its deadline is stopped, together with the connection that
    /// holds it.
    private void deadlinePassed(FcmAttempt attempt) {
        if (attempt.request() == null) {
            attempt.settle(Outcomes.late());
        } else if (!attempt.isFlushed()) {
            end("had not written a message by its deadline");
            var _ = http.close();
        }
    }

    /// A connection on which nothing was answered since the message went out is dead.
    private void timedOut(FcmAttempt attempt) {
        HttpClientRequest request = attempt.request();
        if (request == null) {
            attempt.settle(attempt.isAuthorized() ? Outcomes.notConnected() : AccessTokens.unavailable());
            return;
        }
        boolean silent = answers == attempt.answersBefore();
        limit.overloaded();
        attempt.settle(Outcomes.timeout(FcmAnswer.LEAST_RETRY));
        var _ = request.reset(Http2Error.CANCEL.code());
        if (silent) {
            end("does not answer");
            var _ = http.close();
        }
    }

    /// Takes nothing more, and closes when nothing is in flight. Harmless when repeated.
    void end(String why) {
        if (!ended) {
            ended = true;
            listener.ended();
            log.info("{}: connection to FCM {}", settings.app(), why);
            owner.ended(this);
            closeWhenIdle();
        }
    }

    private void closeWhenIdle() {
        if (ended && inFlight == 0) {
            var _ = http.close();
        }
    }
}
