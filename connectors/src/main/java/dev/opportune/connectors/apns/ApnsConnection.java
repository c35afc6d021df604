package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.StreamBufferingEncoder.Http2GoAwayException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One HTTP/2 connection to APNs: a Pushy client of one channel, used until that channel ends. It counts streams,
/// so that nothing waits in the two unbounded queues that Pushy has.
///
/// A connection that is authenticated by tokens carries one stream until the first success ("Establishing a
/// token-based connection to APNs"); then as many as its settings and the server's SETTINGS allow, whichever is
/// less. A stream is free again when Pushy is done with it, which may be after the message's outcome was given.
final class ApnsConnection {

    /// What its connector wants to know. Called on the lane's context.
    interface Owner {
        /// A message got a 200: the credentials and the connection are good.
        void worked();

        /// There may be more or less room than before.
        void roomChanged();

        /// Whether it is known already that no connection can be had.
        boolean isRepeatedFailure();

        /// It takes nothing more; what is in flight still gets its outcome.
        void ended(ApnsConnection connection);
    }

    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    private static final Logger log = LoggerFactory.getLogger(ApnsConnection.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Pattern HTTP_STATUS = Pattern.compile("[1-9][0-9]{2}");

    private final ApnsSettings settings;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final Owner owner;
    private final ApnsClient client;

    private State state = State.OPENING;
    private @Nullable Channel channel;
    private boolean proven;
    private long streamsAllowed = Long.MAX_VALUE;
    private int inFlight;
    private int overdue;
    private long framesHeard;
    private int lastStreamOfGoAway = Integer.MAX_VALUE;
    private int bodilessStream;
    private @Nullable CharSequence bodilessStatus;
    private @Nullable ApnsAttempt writing;

    ApnsConnection(
            ApnsSettings settings,
            ApnsCredentials credentials,
            EventLoopGroup loop,
            LaneLoop lane,
            ConnectorListener listener,
            Clock clock,
            Owner owner) {
        this.settings = settings;
        this.lane = lane;
        this.listener = listener;
        this.clock = clock;
        this.owner = owner;
        this.client = credentials.client(settings, loop, new ApnsFrames(this));
    }

    /// Opens it. Pushy connects for a message alone, so it is given one that it cannot write.
    void open() {
        ScheduledFuture<?> giveUp = lane.schedule(settings.connectTimeout(), () -> end("did not open in time"));
        var _ = client.sendNotification(new OpeningProbe())
                .whenComplete((_, failure) -> lane.run(() -> {
                    giveUp.cancel(false);
                    if (failure instanceof ApnsAttempt.Unwritten) {
                        opened();
                    } else {
                        end("could not open: " + failure);
                    }
                }));
    }

    private void opened() {
        if (state == State.OPENING) {
            state = State.OPEN;
            log.info("{}: connected to APNs", settings.app());
            listener.opened();
            owner.roomChanged();
        }
    }

    int room() {
        return Math.max(0, limit() - inFlight);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    int limit() {
        if (state != State.OPEN) {
            return 0;
        }
        int most = proven ? settings.maxInFlight() : 1;
        return (int) Math.min(most, streamsAllowed);
    }

    /// Takes the message: only with room.
    void send(ApnsAttempt attempt) {
        inFlight++;
        owner.roomChanged();
        watchDeadline(attempt);
        var _ = client.sendNotification(attempt)
                .whenComplete((response, failure) -> lane.run(() -> done(attempt, response, failure)));
    }

    private void watchDeadline(ApnsAttempt attempt) {
        Duration left = Duration.between(clock.instant(), attempt.deadline());
        Duration timeout = settings.answerTimeout();
        if (left.compareTo(timeout) >= 0) {
            attempt.timer(lane.schedule(timeout, () -> timedOut(attempt)));
        } else {
            attempt.timer(lane.schedule(left, () -> {
                deadlinePassed(attempt);
                if (!attempt.isSettled()) {
                    attempt.timer(lane.schedule(timeout.minus(left), () -> timedOut(attempt)));
                }
            }));
        }
    }

    /// A message that has not gone out by its deadline must not go out at all. What Pushy holds back can be
    /// stopped only together with its connection.
    private void deadlinePassed(ApnsAttempt attempt) {
        if (attempt.isOnWire()) {
            return;
        }
        attempt.settle(Outcomes.late());
        if (attempt.isHandedOver()) {
            end("had not written a message by its deadline");
        }
    }

    /// A connection on which nothing at all was heard since the message went out is dead; so is one whose every
    /// stream is overdue.
    private void timedOut(ApnsAttempt attempt) {
        attempt.settle(attempt.isOnWire() ? Outcomes.timeout(RETRY) : Outcomes.notConnected());
        attempt.overdue();
        overdue++;
        if (framesHeard == attempt.framesHeardBefore() || overdue >= limit()) {
            end("does not answer");
        }
    }

    private void done(
            ApnsAttempt attempt, @Nullable PushNotificationResponse<?> response, @Nullable Throwable failure) {
        inFlight--;
        if (attempt.isOverdue()) {
            overdue--;
        }
        ApnsAnswer answer = response == null ? bodilessAnswer(attempt) : ApnsAnswer.of(response);
        if (answer == null) {
            log.debug("{}: no answer to {}", settings.app(), attempt, failure);
            attempt.settle(unanswered(attempt, failure));
        } else {
            settle(attempt, answer);
        }
        owner.roomChanged();
    }

    private void settle(ApnsAttempt attempt, ApnsAnswer answer) {
        if (answer.status() == 200 && !proven) {
            proven = true;
            owner.worked();
        }
        attempt.settle(answer.outcome(attempt.getApnsId()));
        if (answer.endsConnection()) {
            end("answered " + answer.reason());
        }
    }

    /// Pushy gives an answer without a body as a stream that closed early: the watched frames have its status.
    private @Nullable ApnsAnswer bodilessAnswer(ApnsAttempt attempt) {
        CharSequence status = bodilessStatus;
        boolean seen = attempt.isOnWire() && attempt.streamId() == bodilessStream;
        if (!seen || status == null || !HTTP_STATUS.matcher(status).matches()) {
            return null;
        }
        return new ApnsAnswer(Integer.parseInt(status.toString()), null, null);
    }

    private DeliveryOutcome unanswered(ApnsAttempt attempt, @Nullable Throwable failure) {
        if (!attempt.isOnWire()) {
            return Outcomes.notConnected();
        }
        boolean refused = failure instanceof Http2GoAwayException
                || (failure instanceof Http2Exception http2 && http2.error() == Http2Error.REFUSED_STREAM)
                || attempt.streamId() > lastStreamOfGoAway;
        return refused ? Outcomes.refusedStream() : Outcomes.connectionLost(RETRY);
    }

    private void end(String why) {
        if (state != State.ENDED) {
            var level = state == State.OPENING && owner.isRepeatedFailure() ? Level.DEBUG : Level.INFO;
            log.atLevel(level).log("{}: connection to APNs {}", settings.app(), why);
            if (state == State.OPENING) {
                listener.couldNotOpen();
            }
            var _ = close();
            owner.ended(this);
        }
    }

    /// Takes nothing more. What is in flight has [ApnsCredentials#CLOSING] to finish.
    CompletableFuture<Void> close() {
        if (state == State.OPEN) {
            listener.ended();
        }
        state = State.ENDED;
        Channel open = channel;
        if (open != null) {
            var _ = open.close();
        }
        return client.close();
    }

    // What the frames tell.

    void connected(Channel newChannel) {
        channel = newChannel;
        newChannel.closeFuture().addListener(_ -> lane.runLater(() -> end("was closed")));
    }

    void heard() {
        framesHeard++;
    }

    void streamsAllowed(long maxStreams) {
        streamsAllowed = maxStreams;
        // Later, since Netty's encoder takes the new number after this.
        lane.runLater(owner::roomChanged);
    }

    void goneAway(int lastStreamId) {
        lastStreamOfGoAway = lastStreamId;
        listener.goAway();
        heard();
    }

    void answeredWithoutBody(int streamId, @Nullable CharSequence status) {
        bodilessStream = streamId;
        bodilessStatus = status;
    }

    void wroteHeaders(int streamId) {
        ApnsAttempt attempt = writing;
        if (attempt != null) {
            attempt.wroteOn(streamId);
        }
    }

    // What an attempt asks while Pushy writes it.

    /// The last look before a message is written; gives how many frames were heard until now.
    long aboutToWrite(ApnsAttempt attempt) {
        if (state != State.OPEN || attempt.isSettled()) {
            throw new ApnsAttempt.Unwritten();
        }
        if (!clock.instant().isBefore(attempt.deadline())) {
            attempt.settle(Outcomes.late());
            throw new ApnsAttempt.Unwritten();
        }
        writing = attempt;
        return framesHeard;
    }

    /// Pushy repeats a refused stream by itself. An exception keeps it from that, and costs the connection.
    void aboutToRepeat(ApnsAttempt attempt) {
        attempt.refused();
        if (attempt.isSettled() || !clock.instant().isBefore(attempt.deadline())) {
            attempt.settle(Outcomes.late());
            throw new ApnsAttempt.Unwritten();
        }
        writing = attempt;
    }

    /// The headers are out, or held back by Pushy; what is written next is no longer the attempt's.
    void handedOver() {
        writing = null;
    }
}
