package dev.opportune.connectors.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.wire.ConnectFailure;
import dev.opportune.connectors.wire.Connection;
import dev.opportune.connectors.wire.Gate;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Outflow;
import dev.opportune.connectors.wire.Permits;
import dev.opportune.connectors.wire.Progress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http2.StreamBufferingEncoder.Http2GoAwayException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/2 connection to APNs: a Pushy client of one channel, used until that channel ends.
///
/// Its client resolves the host's name anew and keeps nothing of that for the next one: Netty's resolver of each client
/// has a cache of its own, which honours the records' TTL and goes with the client. Only the name servers are read
/// once.
final class ApnsConnection extends Connection<ApnsAttempt> {

    /// Hears what APNs answered, and says what that means for the message. Called on the lane's context.
    interface Answers {
        DeliveryOutcome answered(ApnsConnection connection, ApnsAttempt attempt, ApnsAnswer answer);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ApnsConnection.class);

    private final ApnsCredentials credentials;
    private final Answers answers;
    private final ApnsFrames frames = new ApnsFrames(this);
    private final FlushedWrites writes = new FlushedWrites(this::hasLeft);
    private final HeldClose closing = new HeldClose(() -> isRetired() && unanswered() > 0);
    /// Null: straight.
    private final @Nullable ApnsTunnel tunnel;

    private final ApnsClient client;

    /// Streams whose message is done, and that Pushy has yet to let go of.
    private int freed;

    ApnsConnection(
            ApnsSettings settings,
            ApnsCredentials credentials,
            EventLoopGroup loop,
            Line line,
            Answers answers,
            Owner owner) {
        super(line, Permits.oneAtFirst(ApnsSettings.FIRST_IN_FLIGHT, settings.maxInFlight()), owner);
        this.credentials = credentials;
        this.answers = answers;
        this.tunnel = ApnsTunnel.of(settings.egress().proxyTo(settings.address()));
        this.client = credentials.client(settings, loop, frames, writes, tunnel);
    }

    /// What it proves itself with.
    ApnsCredentials credentials() {
        return credentials;
    }

    /// Whether its provider token, which is made for its first message, has never been believed: it is as new as the
    /// connection's use.
    boolean hasFreshToken() {
        return !permits.areValid();
    }

    @Override
    protected void open() {
        if (tunnel == null) {
            connect();
        } else {
            tunnel.find(line.lane())
                    .onSuccess(_ -> connect())
                    .onFailure(failure -> couldNotOpen(ConnectFailure.of(failure)));
        }
    }

    /// Pushy connects for a message alone, so it is given one that it cannot write.
    private void connect() {
        if (hasEnded()) return;
        writes.skip();
        var _ = client.sendNotification(new OpeningProbe())
                .whenComplete((_, failure) -> line.lane().run(() -> {
                    if (failure instanceof ApnsAttempt.Unwritten) {
                        opened();
                    } else {
                        couldNotOpen(failure == null ? ConnectFailure.CLOSED : ConnectFailure.of(failure));
                    }
                }));
    }

    /// Until it is known how much this one can take, it may be enough.
    @Override
    protected boolean wouldAnotherHelp() {
        return permits.areValid();
    }

    @Override
    protected void write(ApnsAttempt attempt) {
        long number = writes.add(attempt);
        var _ = client.sendNotification(attempt)
                .whenComplete((response, failure) -> line.lane().run(() -> {
                    writes.forget(number);
                    done(attempt, response, failure);
                }));
    }

    /// The last look before a message is written.
    void aboutToWrite(ApnsAttempt attempt) {
        boolean fits = isOpen() && !attempt.isSettled() && !attempt.hasStream();
        if (!fits || !mayGo(attempt)) throw new ApnsAttempt.Unwritten();
        begins(attempt);
        frames.writing(attempt);
    }

    private void done(
            ApnsAttempt attempt, @Nullable PushNotificationResponse<?> response, @Nullable Throwable failure) {
        frames.forget(attempt);
        // Before the outcome is given: whoever hears of that finds room again with the next thing done on this lane.
        free();
        ApnsAnswer answer = response == null ? ApnsAnswer.bodiless(attempt.bodilessStatus()) : ApnsAnswer.of(response);
        if (answer == null) {
            LOG.debug("{}: no answer to {}", line.app(), attempt, failure);
            attempt.settle(unanswered(attempt, failure));
        } else {
            learn(attempt, answer);
            attempt.settle(answers.answered(this, attempt, answer));
            act(answer);
        }
    }

    private void learn(ApnsAttempt attempt, ApnsAnswer answer) {
        if (answer.isOverload()) {
            permits.overloaded();
        } else {
            permits.answered(attempt.nanosSinceWritten());
        }
        if (answer.isJudged()) permits.authenticated();
        if (answer.isAccepted()) worked();
    }

    private void act(ApnsAnswer answer) {
        switch (answer.connection()) {
            case STAYS -> {}
            case ENDS -> retire("answered " + answer.word());
            case RESTS -> rest(Outcomes.CONFIGURATION_RETRY);
        }
    }

    private DeliveryOutcome unanswered(ApnsAttempt attempt, @Nullable Throwable failure) {
        if (attempt.progress() == Progress.REFUSED
                || failure instanceof Http2GoAwayException
                || (attempt.hasStream() && frames.isBeyondGoAway(attempt.streamId()))) {
            return Outcomes.refusedStream();
        }
        return attempt.progress().isMaybeHandled() ? lost() : Outcomes.notConnected();
    }

    /// Its permit comes back a little later: until Pushy returns, the stream that was answered is still taken, and a
    /// message for it would wait in Pushy.
    private void free() {
        if (freed++ == 0) {
            line.lane().runLater(this::giveFreed);
        }
        if (unanswered() == 0) closing.release();
    }

    private void giveFreed() {
        int streams = freed;
        freed = 0;
        give(streams);
    }

    private int unanswered() {
        return permits.taken() - freed;
    }

    @Override
    protected void ping() {
        frames.ping();
    }

    @Override
    protected void letGo(ApnsAttempt attempt) {
        give(1);
    }

    @Override
    protected void cancel(ApnsAttempt attempt) {
        if (attempt.hasStream()) {
            frames.cancel(attempt);
        } else {
            sever("has no stream for a message");
        }
    }

    @Override
    protected boolean hasArrived() {
        return closing.hasArrived();
    }

    @Override
    protected Future<Void> shut() {
        return Future.fromCompletionStage(client.close());
    }

    @Override
    protected void cut() {
        closing.sever();
        var _ = client.close();
    }

    /// How many messages wait inside Netty for a stream: none, ever.
    @Override
    protected int queued() {
        return frames.queued();
    }

    // What the frames tell.

    void heardFrame() {
        hears();
    }

    void connected(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, closing);
        Outflow.bound(ctx.channel());
        Gate.before(ctx.channel(), this::mayFlow);
        ctx.channel().closeFuture().addListener(_ -> line.lane().runLater(() -> sever("was closed")));
    }

    void refused() {
        permits.overloaded();
    }

    void allowed(long maxStreams) {
        streamsAllowed(maxStreams);
    }

    void leaving() {
        line.lane().run(this::goneAway);
    }
}
