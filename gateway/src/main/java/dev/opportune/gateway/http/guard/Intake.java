package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hands on by turns what comes in on one connection. Used on its lane's event loop.
///
/// While it holds something back, or the client does not take what is written, nothing more is read, so that TCP holds
/// the client back. Vert.x pauses a connection by the same switch, Netty's auto-read; so the intake keeps in mind how
/// Vert.x left it, and lets Vert.x set it whenever it hands something on.
final class Intake {

    private final ConnectionGuard connection;
    private final LaneGuard lane;
    private final ChannelHandlerContext ctx;
    private final FrameBudget controlFrames;
    private Speech speech = new FirstWords();
    private @Nullable Http1Heads heads;

    /// What came in and is not handed on yet; null: nothing is held back, and the connection is read.
    private @Nullable ByteBuf held;

    private boolean isPausedBehind;
    private boolean isResting;
    private boolean isQueued;
    private boolean isPassing;
    private boolean isOver;
    private long headSinceNanos;

    Intake(ConnectionGuard connection, LaneGuard lane, ChannelHandlerContext ctx, FrameBudget controlFrames) {
        this.connection = connection;
        this.lane = lane;
        this.ctx = ctx;
        this.controlFrames = controlFrames;
    }

    /// Null while it is not plain that it is HTTP/1.1.
    @Nullable
    Http1Heads heads() {
        return heads;
    }

    boolean headIsLate(long nowNanos) {
        return held == null && nowNanos - headSinceNanos > GuardLimits.HEAD_TIME.toNanos();
    }

    /// Whether nothing of a request has come that was not answered.
    boolean isQuiet() {
        return headSinceNanos == 0 && (held == null || !held.isReadable()) && (heads == null || heads.isIdle());
    }

    boolean isResting() {
        return isResting;
    }

    /// Hands nothing on for so long.
    void rest(Duration time) {
        isResting = true;
        Runnable wake = () -> {
            isResting = false;
            queueWhenReady();
        };
        var _ = ctx.executor().schedule(wake, time.toMillis(), TimeUnit.MILLISECONDS);
        if (!isPassing && held == null) hold(Unpooled.EMPTY_BUFFER);
    }

    /// Hands nothing more on, and throws away what comes.
    void end() {
        isOver = true;
        lane.endedHead(connection);
        if (held != null) held.release();
        held = null;
    }

    /// Something came in.
    void take(ByteBuf in) {
        if (isOver) {
            in.release();
        } else if (held != null) {
            held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, in);
            // Behind TLS what was read comes in many parts. The switch, once off, tells nothing of those behind.
            if (config().isAutoRead()) stopReading();
        } else {
            pass(in);
        }
    }

    /// Hands on as much as this turn allows, and holds the rest.
    private void pass(ByteBuf in) {
        isPassing = true;
        int left = lane.turn(connection);
        @Nullable ByteBuf rest = in;
        while (rest != null && rest.isReadable() && left > 0 && mayHandOn()) {
            boolean wasKnown = connection.isKnown();
            int bytes = speech.next(rest, left);
            if (isOver) break;
            var next = rest;
            if (bytes < rest.readableBytes()) next = rest.readRetainedSlice(bytes);
            else rest = null;
            ctx.fireChannelRead(next);
            int cost = speech.cost();
            lane.used(connection, cost);
            left = wasKnown == connection.isKnown() ? left - cost : lane.turn(connection);
            listen();
        }
        isPassing = false;
        keep(rest);
    }

    private boolean mayHandOn() {
        return isReady() && config().isAutoRead();
    }

    private void keep(@Nullable ByteBuf rest) {
        if (rest != null && rest.isReadable() && !isOver) {
            hold(rest);
            return;
        }
        if (rest != null) rest.release();
        if (!isOver && !isReady()) hold(Unpooled.EMPTY_BUFFER);
    }

    private boolean isReady() {
        return !isOver && !isResting && ctx.channel().isWritable();
    }

    /// Knows from what was said how the client speaks, and since when it owes the rest.
    private void listen() {
        if (speech instanceof FirstWords words) speech = after(words);
        if (!speech.isWithinHead()) {
            if (headSinceNanos == 0) return;
            headSinceNanos = 0;
            lane.endedHead(connection);
        } else if (headSinceNanos == 0 && !isOver) {
            headSinceNanos = System.nanoTime();
            lane.beganHead(connection);
        }
    }

    private Speech after(FirstWords words) {
        if (words.isPreface()) return new Http2Speech(connection, Http2Frames.PREFACE_BYTES, controlFrames);
        return words.isOther() ? http1() : words;
    }

    private Speech http1() {
        var looking = new Http1Heads(connection::refuseBody, connection::isLeaving, connection::answered);
        heads = looking;
        // Between the decoder and the handler that obeys `Upgrade: h2c`.
        var _ = ctx.pipeline().addAfter("httpEncoder", "heads", looking);
        return new Http1Speech(connection::isKnown, looking);
    }

    private void hold(ByteBuf in) {
        held = in;
        stopReading();
    }

    /// Keeps in mind how those behind left the switch, and switches reading off.
    private void stopReading() {
        isPausedBehind = !config().isAutoRead();
        if (!isPausedBehind) config().setAutoRead(false);
        queueWhenReady();
    }

    private void queueWhenReady() {
        if (isQueued || isPausedBehind || held == null || !isReady()) return;
        isQueued = true;
        lane.queue(connection);
    }

    /// The lane gives the connection another turn.
    void goOn() {
        isQueued = false;
        var in = held;
        if (in == null || isPausedBehind || !isReady()) return;
        held = null;
        config().setAutoRead(true);
        pass(in);
        readComplete();
    }

    /// All that was there has come in, or this turn is over.
    void readComplete() {
        if (held == null) {
            ctx.fireChannelReadComplete();
            return;
        }
        // Here Vert.x flushes, and switches reading on and off.
        isPassing = true;
        if (!isPausedBehind) config().setAutoRead(true);
        ctx.fireChannelReadComplete();
        isPassing = false;
        if (held != null) stopReading();
    }

    /// Those behind want to read.
    void wantRead() {
        if (held == null) ctx.read();
        else if (!isPassing) stopReading();
    }

    void writabilityChanged() {
        if (isPassing || isOver) return;
        if (held != null) queueWhenReady();
        else if (!ctx.channel().isWritable()) hold(Unpooled.EMPTY_BUFFER);
    }

    private ChannelConfig config() {
        return ctx.channel().config();
    }
}
