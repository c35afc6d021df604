package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before the codec of one connection, in clear text, and hands on what comes in by turns. Used on its lane's
/// event loop.
///
/// While it holds something back, or the client does not take what is written, nothing more is read, so that TCP holds
/// the client back. Vert.x pauses a connection by the same switch, Netty's auto-read; so the guard keeps in mind how
/// Vert.x left it, and lets Vert.x set it whenever it hands something on.
public final class ConnectionGuard extends ChannelDuplexHandler {

    static final String NAME = "guard";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class, NAME);

    private final LaneGuard lane;
    private final Address from;
    private final boolean isOnProbation;
    private final FrameBudget controlFrames;
    private Speech speech = new FirstWords();
    private @Nullable Http1Heads heads;
    private @Nullable ChannelHandlerContext ctx;

    /// What came in and is not handed on yet; null: nothing is held back, and the connection is read.
    private @Nullable ByteBuf held;

    private boolean isPausedBehind;
    private boolean isQueued;
    private boolean isPassing;
    private boolean isKnown;
    private boolean isCut;
    private boolean isLeaving;
    private long headSinceNanos;
    private int resets;
    private long unreadBytes;
    private int served;
    private @Nullable HttpServerRequest serving;
    private @Nullable Consumer<HttpServerRequest> whenBodyBreaks;

    ConnectionGuard(LaneGuard lane, Address from) {
        this.lane = lane;
        this.from = from;
        this.isOnProbation = lane.guard().connections().isOnProbation(from);
        this.controlFrames = new FrameBudget(lessOnProbation(GuardLimits.CONTROL_FRAMES), System.nanoTime());
    }

    private int lessOnProbation(int most) {
        return isOnProbation ? most / GuardLimits.PROBATION_PART : most;
    }

    /// That of a connection, if it is guarded.
    public static Optional<ConnectionGuard> of(HttpConnection connection) {
        return Optional.ofNullable(
                ((ConnectionBase) connection).channel().attr(KEY).get());
    }

    // What the wire tells.

    /// The client has said its first words.
    public void opened(HttpConnection connection) {
        if (connection.protocolVersion() != HttpVersion.HTTP_2) return;
        var codec = context().pipeline().get(Http2ConnectionHandler.class);
        if (codec != null) codec.connection().addListener(new Http2Watch(this));
    }

    /// The head of a request came in, and the request is served.
    ///
    /// @param whenBodyBreaks answers it when it turns out that its body is not by RFC 9112
    public void serves(HttpServerRequest request, Consumer<HttpServerRequest> whenBodyBreaks) {
        served++;
        this.serving = request;
        this.whenBodyBreaks = whenBodyBreaks;
    }

    /// A request came with a key: from now on the connection may do as much as a caller's may.
    ///
    /// @param streams that it may open at once
    public void knowsCaller(HttpConnection connection, int streams) {
        if (isKnown) return;
        isKnown = true;
        controlFrames.raise(GuardLimits.CONTROL_FRAMES);
        if (connection.protocolVersion() != HttpVersion.HTTP_2) return;
        var settings = new Http2Settings((Http2Settings) connection.settings()).setMaxConcurrentStreams(streams);
        connection.updateSettings(settings).onFailure(gone -> LOG.debug("the client left", gone));
    }

    /// An answer was written as far as this side can.
    ///
    /// @param bodyBytes of the answer that may still wait to be sent
    /// @param written completes when the last of it was sent
    public void awaits(HttpServerRequest request, int bodyBytes, Future<Void> written) {
        if (written.isComplete()) return;
        var done = lane.unread().add(this, request, bodyBytes);
        written.onComplete(_ -> done.run());
        lane.unread().keepBounded(this);
    }

    // What the lane asks.

    boolean isKnown() {
        return isKnown;
    }

    boolean headIsLate(long nowNanos) {
        return held == null && nowNanos - headSinceNanos > GuardLimits.HEAD_TIME.toNanos();
    }

    long unreadBytes() {
        return unreadBytes;
    }

    void unreadBytes(long more) {
        unreadBytes += more;
    }

    /// Gives an answer up that nobody reads.
    void giveUp(HttpServerRequest request) {
        lane.guard().metrics().answerCut(context().channel().remoteAddress());
        var pipeline = context().pipeline();
        var codec = pipeline.get(Http2ConnectionHandler.class);
        if (codec == null) {
            cut(Cut.UNREAD);
            return;
        }
        // Vert.x does not reset a stream whose answer it has written.
        var behind = pipeline.context(codec);
        long calm = Http2Error.ENHANCE_YOUR_CALM.code();
        var _ = codec.resetStream(behind, Math.toIntExact(request.streamId()), calm, behind.newPromise());
        behind.flush();
    }

    /// So many streams were reset, by the client or for what it did.
    void wereReset(int streams) {
        resets += streams;
        if (!isKnown && resets > lessOnProbation(GuardLimits.RESETS_WITHOUT_KEY)) cut(Cut.RESETS);
    }

    /// Netty ends the connection.
    void ends(Cut reason) {
        if (isCut) return;
        isCut = true;
        lane.guard().metrics().cut(reason, context().channel().remoteAddress());
        lane.guard().connections().blame(from);
        release();
    }

    /// Ends the connection, with a GOAWAY where there are such.
    void cut(Cut reason) {
        if (isCut) return;
        ends(reason);
        var pipeline = context().pipeline();
        var codec = pipeline.get(Http2ConnectionHandler.class);
        if (codec != null) {
            var behind = pipeline.context(codec);
            var _ = codec.goAway(
                    behind,
                    codec.connection().remote().lastStreamCreated(),
                    Http2Error.ENHANCE_YOUR_CALM.code(),
                    Unpooled.EMPTY_BUFFER,
                    behind.newPromise());
            behind.flush();
        }
        var _ = context().close();
    }

    /// Answers the request whose body breaks, if it can still be answered; else Vert.x ends the connection.
    boolean refuseBody() {
        if (heads == null || served != heads.requests() || serving == null || whenBodyBreaks == null) return false;
        if (serving.response().headWritten()) return false;
        whenBodyBreaks.accept(serving);
        return true;
    }

    // What comes in.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        ctx.channel().attr(KEY).set(this);
        if (!isOnProbation) return;
        held = Unpooled.EMPTY_BUFFER;
        isPausedBehind = true;
        ctx.channel().config().setAutoRead(false);
        var _ = ctx.executor().schedule(
                () -> {
                    isPausedBehind = false;
                    queueWhenReady();
                },
                GuardLimits.PROBATION_WAIT.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var in = (ByteBuf) message;
        if (isOver()) {
            in.release();
        } else if (held != null) {
            held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, in);
            stopReading();
        } else {
            pass(in);
        }
    }

    /// Hands on as much as this turn allows, and holds the rest.
    private void pass(ByteBuf in) {
        isPassing = true;
        int left = lane.turn(this);
        @Nullable ByteBuf rest = in;
        while (rest != null && rest.isReadable() && left > 0 && mayHandOn()) {
            boolean wasKnown = isKnown;
            int bytes = speech.next(rest, left);
            if (isOver()) break;
            var next = rest;
            if (bytes < rest.readableBytes()) next = rest.readRetainedSlice(bytes);
            else rest = null;
            context().fireChannelRead(next);
            int cost = speech.cost();
            lane.used(this, cost);
            left = wasKnown == isKnown ? left - cost : lane.turn(this);
            listen();
        }
        isPassing = false;
        keep(rest);
    }

    private void keep(@Nullable ByteBuf rest) {
        if (rest != null && rest.isReadable() && !isOver()) {
            hold(rest);
            return;
        }
        if (rest != null) rest.release();
        if (!isOver() && !context().channel().isWritable()) hold(Unpooled.EMPTY_BUFFER);
    }

    private boolean isOver() {
        return isCut || isLeaving;
    }

    private boolean mayHandOn() {
        return !isOver() && context().channel().isWritable() && config().isAutoRead();
    }

    /// Knows from what was said how the client speaks, and since when it owes the rest.
    private void listen() {
        if (speech instanceof FirstWords words) speech = after(words);
        if (!speech.isWithinHead()) {
            if (headSinceNanos == 0) return;
            headSinceNanos = 0;
            lane.endedHead(this);
        } else if (headSinceNanos == 0) {
            headSinceNanos = System.nanoTime();
            lane.beganHead(this);
        }
    }

    private Speech after(FirstWords words) {
        if (words.isPreface()) return new Http2Speech(this, Http2Frames.PREFACE_BYTES, controlFrames);
        return words.isOther() ? http1() : words;
    }

    private Speech http1() {
        var looking = new Http1Heads(this);
        heads = looking;
        // Between the decoder and the handler that obeys `Upgrade: h2c`.
        var _ = context().pipeline().addAfter("httpEncoder", "heads", looking);
        return new Http1Speech(this, looking);
    }

    // Holding back.

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
        if (isQueued || isPausedBehind || isOver() || held == null || !context().channel().isWritable()) return;
        isQueued = true;
        lane.queue(this);
    }

    /// The lane gives the connection another turn.
    void goOn() {
        isQueued = false;
        var in = held;
        if (in == null || isOver() || isPausedBehind || !context().channel().isWritable()) return;
        held = null;
        config().setAutoRead(true);
        pass(in);
        channelReadComplete(context());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
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
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held == null) {
            ctx.read();
        } else if (!isPassing) {
            stopReading();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!isPassing && !isOver()) {
            if (held != null) queueWhenReady();
            else if (!ctx.channel().isWritable()) hold(Unpooled.EMPTY_BUFFER);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        controlFrames.earn(1);
        ctx.write(message, promise);
    }

    /// Leaves the client, within whose request this is, time to read why.
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        var isInClear = ctx.pipeline().get(SslHandler.class) == null;
        if (isCut || isLeaving || !isInClear || heads == null || !heads.isWithinRequest()) {
            ctx.close(promise);
            return;
        }
        isLeaving = true;
        release();
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        config().setAutoRead(true);
        var _ = ctx.executor()
                .schedule(() -> ctx.close(promise), GuardLimits.LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isCut = true;
        release();
        ctx.fireChannelInactive();
    }

    private void release() {
        lane.endedHead(this);
        if (held != null) held.release();
        held = null;
    }

    private ChannelConfig config() {
        return context().channel().config();
    }

    private ChannelHandlerContext context() {
        if (ctx == null) throw new IllegalStateException("not in a pipeline");
        return ctx;
    }
}
