package dev.opportune.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request of any number of lines (NDJSON), and the answer lines to it, in the order of their lines.
///
/// At most [Limits#LINES_IN_FLIGHT] lines are under way or wait for their answer to be written. While there are that
/// many nothing is read, so that TCP holds the client back; answers wait, and reading with them, while the client does
/// not read. A client that does neither for the stall timeout is cut off, and so is one whose line does not end within
/// the time of a body.
///
/// Each line takes a place of the caller's rate and waits for it; after [Limits#LINES_TURN] others have their turn.
public final class LineStream {

    private static final Logger LOG = LoggerFactory.getLogger(LineStream.class);

    private static final long TURN_OF_OTHERS_NANOS = 1_000_000;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final ReadStream<Buffer> in;
    private final HttpServerResponse response;
    private final BodyReader body;
    private final Lines lines;
    private final LineSplitter splitter = new LineSplitter(Limits.BODY_BYTES);
    private final ArrayDeque<Slot> window = new ArrayDeque<>();
    private final @Nullable CallerBucket bucket;
    private final Promise<Reply> answered = Promise.promise();
    private final Promise<Void> over = Promise.promise();
    private final long stallNanos;
    private final long stallTimer;
    private long progressNanos = System.nanoTime();
    private Buffer answers = Buffer.buffer();
    private LineSplitter.@Nullable Line held;
    private long begunLine;
    private long begunNanos;
    private boolean ended;
    /// Why the rest of the body cannot be read, until that has been used as a line.
    private @Nullable String unreadable;
    private boolean pumping;
    private boolean paused;
    private boolean writing;

    private LineStream(Vertx vertx, Call call, Duration stall, Lines lines) {
        this.vertx = vertx;
        this.request = call.request();
        this.response = request.response();
        this.body = call.body();
        this.bucket = call.bucket();
        this.in = body.stream();
        this.lines = lines;
        this.stallNanos = stall.toNanos();
        this.stallTimer = vertx.setPeriodic(Math.max(1, stall.toMillis() / 4), _ -> cutOffWhenStuck());
    }

    /// What uses the lines of one request.
    public interface Lines {
        /// Uses one line; gives the line that answers it, if one does. Never fails. After one that is
        /// [LineSplitter.Line.Unreadable] there are no more, and [#enough] must say so.
        Future<Optional<Buffer>> use(LineSplitter.Line line);

        /// Whether no more lines are wanted. Those under way are still answered.
        boolean enough();

        /// The line that ends the answer.
        Buffer last();
    }

    /// Begins to read; call it before the request's first event has been handled, and with a body that was handed over.
    public static LineStream start(Vertx vertx, Call call, Duration stall, Lines lines) {
        var stream = new LineStream(vertx, call, stall, lines);
        stream.read(call.answered());
        return stream;
    }

    /// What is left to write once the lines are answered; never completes when the client leaves before.
    public Future<Reply> answered() {
        return answered.future();
    }

    /// Completes when no more lines will be used, whatever the reason.
    public Future<Void> over() {
        return over.future();
    }

    /// Whether more lines are wanted may have changed.
    public void lookAgain() {
        pump();
    }

    private void read(Future<Void> gone) {
        in.exceptionHandler(this::broken);
        response.exceptionHandler(this::left);
        gone.onComplete(_ -> end());
        response.drainHandler(_ -> progress());
        if (request.isEnded()) {
            ended = true;
            pump();
            return;
        }
        in.handler(chunk -> {
            splitter.add(chunk);
            progress();
        });
        in.endHandler(_ -> {
            ended = true;
            progress();
        });
    }

    private void progress() {
        progressNanos = System.nanoTime();
        pump();
    }

    /// Writes what may be written, uses what may be used, and reads on when there is room.
    private void pump() {
        if (pumping || isOver()) return;
        pumping = true;
        writeAnswers();
        long turnEndsNanos = System.nanoTime() + Limits.LINES_TURN.toNanos();
        for (var line = nextLine(turnEndsNanos); line != null; line = nextLine(turnEndsNanos)) {
            use(line);
            writeAnswers();
        }
        pumping = false;
        boolean allTaken = splitter.isEmpty() && held == null;
        if (window.isEmpty() && (lines.enough() || (ended && allTaken))) {
            finish();
        } else if (hasRoom() && allTaken) {
            noteBegunLine();
            in.resume();
        } else {
            begunLine = 0;
            in.pause();
        }
    }

    private LineSplitter.@Nullable Line nextLine(long turnEndsNanos) {
        if (paused || !hasRoom()) return null;
        if (held == null) held = lineAtHand();
        if (held == null) return null;
        long now = System.nanoTime();
        long waitNanos = now - turnEndsNanos >= 0 ? TURN_OF_OTHERS_NANOS : placeInNanos(now);
        if (waitNanos > 0) {
            goOnIn(waitNanos);
            return null;
        }
        var line = held;
        held = null;
        return line;
    }

    private LineSplitter.@Nullable Line lineAtHand() {
        var line = splitter.next();
        if (line != null) return line;
        String why = unreadable;
        if (why == null) return ended ? splitter.rest() : null;
        unreadable = null;
        return splitter.unreadable(why);
    }

    /// Takes a place of the caller's rate, or gives how long until there is one.
    private long placeInNanos(long now) {
        return bucket == null ? 0 : bucket.take(now).nextInNanos();
    }

    /// By a timer, since a task would be run before others get to what has arrived for them.
    private void goOnIn(long nanos) {
        paused = true;
        vertx.setTimer(Math.max(1, nanos / 1_000_000), _ -> {
            paused = false;
            progress();
        });
    }

    private boolean hasRoom() {
        return window.size() < Limits.LINES_IN_FLIGHT && !lines.enough();
    }

    private void use(LineSplitter.Line line) {
        var slot = new Slot();
        window.add(slot);
        lines.use(line).onSuccess(answer -> {
            slot.used = true;
            slot.answer = answer.orElse(null);
            progress();
        });
    }

    private void writeAnswers() {
        for (var oldest = window.peek(); oldest != null && oldest.used; oldest = window.peek()) {
            var answer = oldest.answer;
            if (answer != null && response.writeQueueFull()) return;
            window.remove();
            if (answer != null) write(answer);
        }
    }

    /// Answers of one turn of the loop are written as one.
    private void write(Buffer line) {
        answers.appendBuffer(line);
        if (answers.length() >= Limits.LINES_WRITTEN_TOGETHER) {
            writeOut();
        } else if (!writing) {
            writing = true;
            vertx.runOnContext(_ -> {
                writing = false;
                if (!response.closed() && !response.ended()) writeOut();
            });
        }
    }

    private void writeOut() {
        if (answers.length() == 0) return;
        if (!response.headWritten()) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson");
        }
        var written = answers;
        answers = Buffer.buffer();
        response.write(written).onFailure(gone -> LOG.debug("the client left before its answer lines", gone));
    }

    private void finish() {
        end();
        if (!ended) body.takeBack();
        write(lines.last());
        writeOut();
        answered.complete(Reply.rest());
    }

    /// Remembers since when the client owes the rest of a line, while it may send it.
    private void noteBegunLine() {
        long begun = splitter.begun();
        if (begun != 0 && begun != begunLine) begunNanos = System.nanoTime();
        begunLine = begun;
    }

    private void cutOffWhenStuck() {
        long now = System.nanoTime();
        boolean stalled = now - progressNanos >= stallNanos;
        boolean trickles = begunLine != 0 && now - begunNanos >= Limits.BODY_TIME.toNanos();
        if (!stalled && !trickles) return;
        end();
        body.cutOffUnread();
    }

    private void broken(Throwable cause) {
        if (!(cause instanceof Gunzip.CorruptException corrupt)) {
            left(cause);
        } else if (splitter.isUnbegun()) {
            end();
            body.takeBack();
            answered.complete(Problem.MALFORMED.because(corrupt.detail()));
        } else {
            unreadable = corrupt.detail();
            progress();
        }
    }

    private void left(Throwable cause) {
        LOG.debug("the client left within its lines", cause);
        end();
    }

    private void end() {
        vertx.cancelTimer(stallTimer);
        in.handler(null);
        over.tryComplete();
    }

    private boolean isOver() {
        return over.future().isComplete();
    }

    private static final class Slot {
        private boolean used;
        private @Nullable Buffer answer;
    }
}
