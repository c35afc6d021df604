package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Outcomes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http2.StreamBufferingEncoder.Http2GoAwayException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One HTTP/2 connection to APNs: a Pushy client of one channel, used until that channel ends.
///
/// Its client resolves the host's name anew and keeps nothing of that for the next one: Netty's resolver of each client
/// has a cache of its own, which honours the records' TTL and goes with the client. Only the name servers are read
/// once.
///
/// It ends in one of two ways. Retired, it takes nothing more and closes when the last answer has come. Severed, it
/// closes at once, and what this machine has not sent is never sent.
final class ApnsConnection {

    /// What its connector wants to know. Called on the lane's context.
    interface Owner {
        void opened(ApnsConnection connection);

        /// There may be more or less room than before.
        void roomChanged();

        /// Whether it is known already that no connection can be had.
        boolean isRepeatedFailure();

        /// APNs gave an answer; its message has no outcome yet.
        void answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer);

        /// It takes nothing for a while.
        void rests(ApnsConnection connection);

        /// It takes nothing more; what is in flight still gets its outcome.
        void ended(ApnsConnection connection, boolean wasOpen);
    }

    private enum State {
        OPENING,
        OPEN,
        RESTING,
        ENDED
    }

    private static final Logger log = LoggerFactory.getLogger(ApnsConnection.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ApnsSettings settings;
    private final ApnsCredentials credentials;
    private final LaneLoop lane;
    private final ConnectorListener listener;
    private final Clock clock;
    private final Owner owner;
    private final ApnsFrames frames = new ApnsFrames(this);
    private final FlushedWrites writes = new FlushedWrites();
    private final HeldClose closing = new HeldClose(this::isLeavingWithAnswersToCome);
    private final Permits permits;
    private final ApnsClient client;

    private State state = State.OPENING;
    private boolean retired;
    private int unanswered;
    private int freed;
    private long lastUsedNanos = System.nanoTime();

    ApnsConnection(
            ApnsSettings settings,
            ApnsCredentials credentials,
            EventLoopGroup loop,
            LaneLoop lane,
            ConnectorListener listener,
            Clock clock,
            Owner owner) {
        this.settings = settings;
        this.credentials = credentials;
        this.lane = lane;
        this.listener = listener;
        this.clock = clock;
        this.owner = owner;
        this.permits = new Permits(settings.maxInFlight());
        this.client = credentials.client(settings, loop, frames, writes);
    }

    /// Opens it. Pushy connects for a message alone, so it is given one that it cannot write.
    void open() {
        ScheduledFuture<?> giveUp = lane.schedule(settings.connectTimeout(), () -> sever("did not open in time"));
        writes.skip();
        var _ = client.sendNotification(new OpeningProbe())
                .whenComplete((_, failure) -> lane.run(() -> {
                    giveUp.cancel(false);
                    if (failure instanceof ApnsAttempt.Unwritten) {
                        opened();
                    } else {
                        sever("could not open: " + failure);
                    }
                }));
    }

    private void opened() {
        if (state == State.OPENING) {
            state = State.OPEN;
            log.info("{}: connected to APNs", settings.app());
            listener.opened();
            owner.opened(this);
            owner.roomChanged();
        }
    }

    /// What it proves itself with.
    ApnsCredentials credentials() {
        return credentials;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isOpening() {
        return state == State.OPENING;
    }

    int room() {
        return isOpen() ? permits.room() : 0;
    }

    int limit() {
        return isOpen() ? permits.limit() : 0;
    }

    /// What its answers taught, also while SETTINGS allow less.
    int learned() {
        return isOpen() ? permits.learned() : 0;
    }

    int taken() {
        return permits.taken();
    }

    /// Whether another connection should take what comes next, if there is one.
    boolean isNearlyFull() {
        return permits.areScarce();
    }

    /// Whether it is known yet how much it can take.
    boolean isTried() {
        return permits.areValid();
    }

    /// How long it has taken nothing.
    Duration idle() {
        return unanswered > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastUsedNanos);
    }

    /// Takes the message: only with room.
    void send(ApnsAttempt attempt) {
        permits.take();
        unanswered++;
        lastUsedNanos = System.nanoTime();
        owner.roomChanged();
        Duration left = Duration.between(clock.instant(), attempt.deadline());
        attempt.settlement()
                .watch(lane, left, settings.answerTimeout(), () -> deadlinePassed(attempt), () -> timedOut(attempt));
        long number = writes.add(attempt);
        var _ = client.sendNotification(attempt)
                .whenComplete((response, failure) -> lane.run(() -> {
                    writes.forget(number);
                    done(attempt, response, failure);
                }));
    }

    /// The last look before a message is written.
    void aboutToWrite(ApnsAttempt attempt) {
        if (state != State.OPEN || attempt.settlement().isSettled() || attempt.hasStream()) {
            throw new ApnsAttempt.Unwritten();
        }
        if (!clock.instant().isBefore(attempt.deadline())) {
            attempt.settlement().settle(Outcomes.late());
            throw new ApnsAttempt.Unwritten();
        }
        attempt.writing(System.nanoTime(), frames.heard());
        frames.writing(attempt);
    }

    /// A message that has not left by its deadline must not leave at all, and what is on its way out can be stopped
    /// only together with its connection.
    private void deadlinePassed(ApnsAttempt attempt) {
        if (!attempt.isFlushed()) {
            attempt.settlement().settle(attempt.isWholeOnWire() ? Outcomes.connectionLost(RETRY) : Outcomes.late());
            sever("had not sent a message by its deadline");
        }
    }

    /// A connection on which nothing at all was heard since the message went out is dead.
    private void timedOut(ApnsAttempt attempt) {
        permits.overloaded();
        attempt.settlement().settle(attempt.isWholeOnWire() ? Outcomes.timeout(RETRY) : Outcomes.notConnected());
        if (!attempt.hasStream() || frames.heard() == attempt.framesHeardBefore()) {
            sever("does not answer");
        } else {
            frames.cancel(attempt);
        }
    }

    private void done(
            ApnsAttempt attempt, @Nullable PushNotificationResponse<?> response, @Nullable Throwable failure) {
        frames.forget(attempt);
        unanswered--;
        // Before the outcome is given: whoever hears of that finds room again with the next thing done on this lane.
        free();
        ApnsAnswer answer = response == null ? ApnsAnswer.bodiless(attempt.bodilessStatus()) : ApnsAnswer.of(response);
        if (answer == null) {
            log.debug("{}: no answer to {}", settings.app(), attempt, failure);
            attempt.settlement().settle(unanswered(attempt, failure));
        } else {
            learn(attempt, answer);
            owner.answered(this, attempt, answer);
            attempt.settlement().settle(answer.outcome(attempt.getApnsId()));
            act(answer);
        }
    }

    private void learn(ApnsAttempt attempt, ApnsAnswer answer) {
        if (answer.isOverload()) {
            permits.overloaded();
        } else {
            permits.answered(System.nanoTime() - attempt.writtenNanos());
        }
        if (answer.isJudged()) {
            permits.authenticated();
        }
    }

    private void act(ApnsAnswer answer) {
        switch (answer.connection()) {
            case STAYS -> {}
            case ENDS -> retire("answered " + answer.word());
            case RESTS -> rest();
        }
    }

    private DeliveryOutcome unanswered(ApnsAttempt attempt, @Nullable Throwable failure) {
        if (attempt.isRefused()
                || failure instanceof Http2GoAwayException
                || (attempt.hasStream() && frames.isBeyondGoAway(attempt.streamId()))) {
            return Outcomes.refusedStream();
        }
        return attempt.isWholeOnWire() ? Outcomes.connectionLost(RETRY) : Outcomes.notConnected();
    }

    /// Its permit comes back a little later: until Pushy returns, the stream that was answered is still taken, and a
    /// message for it would wait in Pushy.
    private void free() {
        if (freed++ == 0) {
            lane.runLater(this::giveFreed);
        }
        if (unanswered == 0) {
            closing.release();
        }
    }

    private void giveFreed() {
        permits.give(freed);
        freed = 0;
        owner.roomChanged();
        closeWhenIdle();
    }

    private void closeWhenIdle() {
        if (state == State.ENDED && unanswered == 0) {
            var _ = client.close();
        }
    }

    private void rest() {
        if (state == State.OPEN) {
            state = State.RESTING;
            log.warn("{}: connection to APNs rests for {}", settings.app(), Outcomes.CONFIGURATION_RETRY);
            owner.rests(this);
            var _ = lane.schedule(Outcomes.CONFIGURATION_RETRY, () -> {
                if (state == State.RESTING) {
                    state = State.OPEN;
                    owner.roomChanged();
                }
            });
        }
    }

    /// Takes nothing more, and closes when the last answer has come. Harmless when repeated.
    void retire(String why) {
        if (state != State.ENDED) {
            retired = true;
            end(why);
            lane.runLater(this::closeWhenIdle);
        }
    }

    private void sever(String why) {
        retired = false;
        if (state != State.ENDED) {
            end(why);
        }
        closing.sever();
        var _ = client.close();
    }

    private void end(String why) {
        boolean opened = state != State.OPENING;
        state = State.ENDED;
        log.atLevel(!opened && owner.isRepeatedFailure() ? Level.DEBUG : Level.INFO)
                .log("{}: connection to APNs {}", settings.app(), why);
        if (opened) {
            listener.ended();
        } else {
            listener.couldNotOpen();
        }
        owner.ended(this, opened);
    }

    private boolean isLeavingWithAnswersToCome() {
        return retired && unanswered > 0;
    }

    /// Closes it, when nothing is in flight any more.
    CompletableFuture<Void> close() {
        if (state == State.OPEN || state == State.RESTING) {
            listener.ended();
        }
        state = State.ENDED;
        return client.close();
    }

    // What the frames tell.

    void connected(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, closing);
        ctx.channel().closeFuture().addListener(_ -> lane.runLater(() -> sever("was closed")));
    }

    void streamsAllowed(long maxStreams) {
        permits.streams(maxStreams);
        // Later, since Netty's encoder takes the new number after this.
        lane.runLater(owner::roomChanged);
    }

    void refused() {
        permits.overloaded();
    }

    void goneAway() {
        lane.run(() -> {
            listener.goAway();
            retire("is being closed by APNs");
        });
    }

    /// How many messages wait inside Netty for a stream: none, ever.
    int queued() {
        return frames.queued();
    }
}
