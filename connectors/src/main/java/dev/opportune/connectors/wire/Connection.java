package dev.opportune.connectors.wire;

import dev.opportune.connectors.DeliveryOutcome;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One connection to a provider, used until it ends, and the rules for the messages on it. What writes and reads is a
/// subclass. Confined to its lane.
///
/// It ends in one of two ways. Retired, it takes nothing more and closes when the last answer has come. Severed, it
/// closes at once, and what this machine has not sent is never sent.
public abstract class Connection<A extends Attempt> {

    /// What its pool wants to know. Called on the lane's context.
    public interface Owner {
        void opened(Connection<?> connection);

        /// There may be more or less room than before.
        void roomChanged();

        /// A message was answered: connections do what they are for.
        void worked();

        /// Whether it is known already that no connection can be had.
        boolean isRepeatedFailure();

        /// It takes nothing for a while.
        void rests(Connection<?> connection);

        /// It was silent and did not answer: others that are as silent may be as dead. It ends next.
        void foundDead(Connection<?> connection);

        /// It takes nothing more; what is in flight still gets its outcome.
        void ended(Connection<?> connection, boolean wasOpen);
    }

    private enum State {
        OPENING,
        OPEN,
        RESTING,
        ENDED
    }

    /// How long it may take to say farewell.
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    protected final Line line;
    protected final Permits permits;
    private final Owner owner;
    private final Pulse<A> pulse;
    final Unanswered unanswered;

    private final Leaving<A> leaving;

    private State state = State.OPENING;
    private boolean outdated;
    private boolean retired;
    private @Nullable ScheduledFuture<?> opening;
    private long lastUsedNanos = System.nanoTime();
    private long openedNanos;

    protected Connection(Line line, Permits permits, Owner owner) {
        this.line = line;
        this.permits = permits;
        this.owner = owner;
        this.pulse = new Pulse<>(line.lane(), line.patience());
        this.leaving = new Leaving<>(line);
        this.unanswered = new Unanswered(line.lane(), line.patience().answer());
    }

    /// Opens it, or gives up after the time that it may take.
    final void begin() {
        line.reach().tries();
        ScheduledFuture<?> giveUp =
                line.lane().schedule(line.patience().connect(), () -> couldNotOpen(ConnectFailure.TIMED_OUT));
        opening = giveUp;
        open();
    }

    /// Connects; tells by [#opened] or [#couldNotOpen].
    protected abstract void open();

    /// Writes the message, now or when it can, and settles it when its answer comes.
    protected abstract void write(A attempt);

    /// Asks the provider for a sign of life, an HTTP/2 PING (RFC 9113, 6.7): tells of it by [#hears].
    protected abstract void ping();

    /// A message that was to be written here never was, and has its outcome.
    protected abstract void letGo(A attempt);

    /// Gives up a message that was written and not answered, so that another may have its stream.
    protected abstract void cancel(A attempt);

    /// Whether the other side's machine has all that was written here, as far as this one can tell.
    protected abstract boolean hasArrived();

    /// Closes, when nothing is in flight any more. Harmless when repeated.
    protected abstract Future<Void> shut();

    /// Closes at once, whatever is in flight: what this machine has not sent is thrown away. Harmless when repeated.
    protected abstract void cut();

    protected final void opened() {
        if (state == State.OPENING) {
            state = State.OPEN;
            openedNanos = System.nanoTime();
            pulse.begins();
            endOpening();
            line.reach().opened();
            LOG.info("{}: connected to {}", line.app(), line.provider());
            line.listener().opened();
            owner.opened(this);
            owner.roomChanged();
        }
    }

    private void endOpening() {
        ScheduledFuture<?> giveUp = opening;
        if (giveUp != null) giveUp.cancel(false);
    }

    /// It did not come to be open. Harmless when repeated, and when it is open after all.
    protected final void couldNotOpen(ConnectFailure failure) {
        if (state == State.OPENING) {
            line.reach().couldNotOpen(failure);
            end("could not open: " + failure.words());
            cut();
        }
    }

    final boolean isOpening() {
        return state == State.OPENING;
    }

    protected final boolean isOpen() {
        return state == State.OPEN;
    }

    protected final boolean hasEnded() {
        return state == State.ENDED;
    }

    /// Whether its credentials are of the past: another one is to replace it.
    final boolean isOutdated() {
        return outdated;
    }

    final void outdate() {
        outdated = true;
    }

    public final int room() {
        return isOpen() ? permits.room() : 0;
    }

    final int limit() {
        return isOpen() ? permits.limit() : 0;
    }

    /// What its answers taught, also while SETTINGS allow less.
    final int learned() {
        return isOpen() ? permits.learned() : 0;
    }

    final int taken() {
        return permits.taken();
    }

    /// How many messages wait inside a library for a stream: none, ever.
    protected int queued() {
        return 0;
    }

    /// Whether another connection should take what comes next, if there is one.
    final boolean isNearlyFull() {
        return permits.areScarce();
    }

    /// Whether the provider would take more on one more connection.
    protected abstract boolean wouldAnotherHelp();

    final boolean isIdleFor(Duration time) {
        return permits.taken() == 0 && System.nanoTime() - lastUsedNanos >= time.toNanos();
    }

    /// Takes the message: only with room.
    public final void send(A attempt) {
        permits.take();
        lastUsedNanos = System.nanoTime();
        owner.roomChanged();
        Fate.watch(attempt, this);
        if (pulse.held() == 0 && !pulse.isSilent()) {
            write(attempt);
        } else {
            hold(attempt);
        }
    }

    /// Something came in.
    protected final void hears() {
        pulse.beats();
        if (pulse.held() > 0) {
            line.lane().runLater(this::writeHeld);
        }
    }

    protected final long heard() {
        return pulse.heard();
    }

    /// Until it is known that it lives.
    private void hold(A attempt) {
        if (pulse.hold(attempt, () -> foundDead("was silent and answers no PING"))) ping();
    }

    private void writeHeld() {
        for (A attempt : pulse.take()) {
            if (attempt.isSettled()) {
                letGo(attempt);
            } else {
                write(attempt);
            }
        }
    }

    private void letHeldGo() {
        for (A attempt : pulse.take()) {
            attempt.settle(Outcomes.elsewhere());
            letGo(attempt);
        }
    }

    /// Closes at once, and has those that may be as dead not trusted either.
    final void foundDead(String why) {
        owner.foundDead(this);
        sever(why);
    }

    /// Whether it has heard nothing since the other one did, or for long.
    final boolean isAsSilentAs(Connection<?> dead) {
        return pulse.isAsSilentAs(dead.pulse);
    }

    /// Takes nothing more. What is in flight may still be answered.
    final void distrust() {
        String why = "is as silent as one that was dead";
        if (permits.taken() == pulse.held()) {
            sever(why);
        } else {
            retire(why);
        }
    }

    /// Whether it has been of use: open for so long that another in its place is no hasty one.
    final boolean wasOpenForLong() {
        return System.nanoTime() - openedNanos >= line.patience().silence().toNanos();
    }

    /// The last look before a message is written: settles one whose moment is over, or that is another's to send.
    protected final boolean mayGo(A attempt) {
        return leaving.mayGo(attempt);
    }

    /// What becomes of a message that may have arrived and gets no answer.
    protected final DeliveryOutcome lost() {
        return Outcomes.connectionLost(line.retry());
    }

    /// The first bytes of a message are about to be written.
    protected final void begins(A attempt) {
        attempt.begun(heard());
        leaving.begins(attempt);
    }

    /// All bytes of a message left this process.
    protected final void hasLeft(A attempt) {
        attempt.flushed();
        leaving.hasLeft(attempt);
    }

    /// Whether bytes may come and go; ends it when what is on its way out for long must not leave any more.
    protected final boolean mayFlow() {
        return leaving.mayFlow(this);
    }

    protected final void worked() {
        owner.worked();
    }

    /// So many messages need their streams no longer.
    protected final void give(int streams) {
        permits.give(streams);
        lastUsedNanos = System.nanoTime();
        owner.roomChanged();
        shutWhenDone();
    }

    /// The provider allows this many streams from now on.
    protected final void streamsAllowed(long streams) {
        permits.streams(streams);
        // Later, since Netty's encoder takes the new number after this.
        line.lane().runLater(owner::roomChanged);
    }

    protected final void goneAway() {
        line.listener().goAway();
        retire("is being closed by " + line.provider());
    }

    /// Takes nothing for so long.
    protected final void rest(Duration time) {
        if (state == State.OPEN) {
            state = State.RESTING;
            LOG.warn("{}: connection to {} rests for {}", line.app(), line.provider(), time);
            owner.rests(this);
            var _ = line.lane().schedule(time, () -> {
                if (state == State.RESTING) {
                    state = State.OPEN;
                    owner.roomChanged();
                }
            });
        }
    }

    /// Takes nothing more, and closes when the last answer has come. Harmless when repeated.
    protected final void retire(String why) {
        if (state != State.ENDED) {
            retired = true;
            end(why);
            line.lane().runLater(this::shutWhenDone);
        }
    }

    /// Whether it closes when the last answer has come.
    protected final boolean isRetired() {
        return retired;
    }

    /// Closes at once. Harmless when repeated.
    protected final void sever(String why) {
        couldNotOpen(ConnectFailure.CLOSED);
        retired = false;
        if (state != State.ENDED) end(why);
        cut();
    }

    private void end(String why) {
        boolean wasOpen = state != State.OPENING;
        state = State.ENDED;
        endOpening();
        LOG.atLevel(!wasOpen && owner.isRepeatedFailure() ? Level.DEBUG : Level.INFO)
                .log("{}: connection to {} {}", line.app(), line.provider(), why);
        if (wasOpen) {
            line.reach().ended();
            line.listener().ended();
        } else {
            line.listener().couldNotOpen();
        }
        owner.ended(this, wasOpen);
        letHeldGo();
    }

    private void shutWhenDone() {
        if (state == State.ENDED && permits.taken() == 0) {
            var _ = shut();
        }
    }

    /// Closes it for its pool, which has let go of it, when nothing is in flight any more. Never fails.
    final Future<Void> close() {
        endOpening();
        if (state == State.OPEN || state == State.RESTING) {
            line.reach().ended();
            line.listener().ended();
        }
        state = State.ENDED;
        Promise<Void> closed = line.lane().promise();
        var timeout = line.lane().schedule(CLOSE_TIMEOUT, closed::tryComplete);
        shut().onComplete(_ -> {
            timeout.cancel(false);
            closed.tryComplete();
        });
        return closed.future();
    }
}
