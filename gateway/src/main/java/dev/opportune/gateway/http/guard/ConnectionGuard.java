package dev.opportune.gateway.http.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before the codec of one connection, in clear text, and ends it when it costs too much. What comes in goes
/// through its [Intake]. Used on its lane's event loop.
public final class ConnectionGuard extends ChannelDuplexHandler {

    static final String NAME = "guard";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class, NAME);
    private static final int CALM = Math.toIntExact(Http2Error.ENHANCE_YOUR_CALM.code());

    private final LaneGuard lane;
    private final Address from;
    private final boolean isOnProbation;
    private final FrameBudget controlFrames;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Intake intake;
    private @Nullable Farewell farewell;
    private @Nullable String caller;
    private long waitsFromNanos;
    private boolean isEnding;
    private final Rests rests = new Rests(ThreadLocalRandom.current());
    private boolean wasOfUse;
    private boolean owesLastAnswer;
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

    /// That of a connection; null: it is not guarded.
    public static @Nullable ConnectionGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    /// It begins to wait for a turn.
    void waitsFrom(long nowNanos) {
        waitsFromNanos = nowNanos;
    }

    long waitsFromNanos() {
        return waitsFromNanos;
    }

    // What the wire tells.

    /// The client has said its first words.
    public void opened(HttpConnection connection) {
        if (connection.protocolVersion() != HttpVersion.HTTP_2) return;
        farewell().openedHttp2();
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
    /// @param caller whose it is from now on, though others may send over it
    /// @param streams that it may open at once
    public void knowsCaller(HttpConnection connection, String caller, int streams) {
        if (isKnown()) return;
        this.caller = caller;
        lane.guard().strangers().remove(context().channel());
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
        lane.unread().add(this, request, bodyBytes, written);
        lane.unread().keepBounded(this);
    }

    /// The client has begun a stream.
    void streamBegan() {
        farewell().streamBegan();
    }

    /// Whether the client is told to go elsewhere.
    boolean isLeaving() {
        return farewell().hasBegun();
    }

    /// The last of an answer over HTTP/1.1 was sent.
    void answered() {
        farewell().answered();
    }

    /// The caller does not heed that it calls too often: for [GuardLimits#REST] nothing is read, and TCP holds it back.
    public void rest() {
        lane.heed().isNotPaidBy(caller());
        if (intake().isResting()) return;
        intake().rest(GuardLimits.REST);
        lane.guard().metrics().rests(context().channel().remoteAddress());
    }

    /// Something came of what it asked, and so it may be a proxy that others share.
    public void isOfUse() {
        wasOfUse = true;
    }

    /// Nothing comes of what its key asks, and that too often: for a while nothing is read ([Rests]), unless it was of
    /// use
    /// before. Other connections of the key are not held to account.
    public void restUnlessOfUse() {
        if (wasOfUse || intake().isResting()) return;
        intake().rest(rests.next());
        lane.guard().metrics().rests(context().channel().remoteAddress());
    }

    // What the lane asks.

    boolean isKnown() {
        return caller != null;
    }

    /// Whose it is, of one that is known.
    String caller() {
        if (caller == null) throw new IllegalStateException("no caller is known");
        return caller;
    }

    boolean headIsLate(long nowNanos) {
        return intake().headIsLate(nowNanos);
    }

    void goOn() {
        intake().goOn();
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
        var _ = codec.resetStream(behind, Math.toIntExact(request.streamId()), CALM, behind.newPromise());
        behind.flush();
    }

    // Ends.

    /// So many streams were reset, by the client or for what it did.
    void wereReset(int streams) {
        resets += streams;
        if (!isKnown() && resets > lessOnProbation(GuardLimits.RESETS_WITHOUT_KEY)) cut(Cut.RESETS);
    }

    /// Netty ends the connection.
    void ends(Cut reason) {
        if (isEnding) return;
        isEnding = true;
        lane.guard().metrics().cut(reason, context().channel().remoteAddress());
        // A caller is held by the rates of its key, and others may come from the same address.
        if (!isKnown()) lane.guard().connections().blame(from);
        intake().end();
    }

    /// Ends the connection, with a GOAWAY where there are such.
    void cut(Cut reason) {
        if (isEnding) return;
        ends(reason);
        var pipeline = context().pipeline();
        var codec = pipeline.get(Http2ConnectionHandler.class);
        if (codec != null) {
            var behind = pipeline.context(codec);
            int last = codec.connection().remote().lastStreamCreated();
            var _ = codec.goAway(behind, last, CALM, Unpooled.EMPTY_BUFFER, behind.newPromise());
            behind.flush();
        }
        var _ = context().close();
    }

    /// Answers the request whose body breaks, if it can still be answered; else Vert.x ends the connection.
    boolean refuseBody() {
        var heads = intake().heads();
        if (heads == null || served != heads.requests() || serving == null || whenBodyBreaks == null) return false;
        if (serving.response().headWritten()) return false;
        whenBodyBreaks.accept(serving);
        return true;
    }

    /// The client is owed nothing: when the connection is closed, it is so at once.
    public void owesNothing() {
        isEnding = true;
        intake().end();
    }

    /// The connection is about to be closed for what it was answered: when it is, the client has time to read that.
    public void owesLastAnswer() {
        owesLastAnswer = true;
    }

    /// Leaves the client time to read why, or the last answer.
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        boolean lingers = farewell().isLingering() || (!isEnding && isOwedTime(ctx));
        if (!lingers) {
            var _ = ctx.close(promise);
            return;
        }
        isEnding = true;
        intake().end();
        farewell().linger(promise);
    }

    private boolean isOwedTime(ChannelHandlerContext ctx) {
        if (owesLastAnswer || farewell().hasBegun()) return true;
        var heads = intake().heads();
        boolean isInClear = ctx.pipeline().get(SslHandler.class) == null;
        return isInClear && heads != null && heads.isWithinRequest();
    }

    // Netty's side.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.intake = new Intake(this, lane, ctx, controlFrames);
        this.farewell = new Farewell(lane.farewells(), ctx, intake);
        ctx.channel().attr(KEY).set(this);
        if (isOnProbation) intake.rest(GuardLimits.PROBATION_WAIT);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        intake().take((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        intake().readComplete();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        intake().wantRead();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        intake().writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!Http2Frames.isAcknowledgement(message)) controlFrames.earn(1);
        var _ = ctx.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        isEnding = true;
        intake().end();
        ctx.fireChannelInactive();
    }

    private Intake intake() {
        if (intake == null) throw new IllegalStateException("not in a pipeline");
        return intake;
    }

    private Farewell farewell() {
        if (farewell == null) throw new IllegalStateException("not in a pipeline");
        return farewell;
    }

    private ChannelHandlerContext context() {
        if (ctx == null) throw new IllegalStateException("not in a pipeline");
        return ctx;
    }
}
