package dev.opportune.gateway.http;

import dev.opportune.gateway.http.LineSplitter.Line;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
/// While the lane has no room a line a second is used, so that its answer says why; after one that says when to come
/// again none is until then.
final class LineStream {

    private static final Logger LOG = LoggerFactory.getLogger(LineStream.class);

    private static final long TURN_OF_OTHERS_NANOS = 1_000_000;
    private static final long LOOK_FOR_ROOM_NANOS = 20_000_000;

    private final Vertx vertx;
    private final Call call;
    private final HttpServerRequest request;
    private final ReadStream<Buffer> in;
    private final Lines lines;
    private final LineCourse course;
    private final LineAnswers answers;
    private final LineSplitter splitter = new LineSplitter(Limits.BODY_BYTES);
    private final Promise<Reply> answered = Promise.promise();
    private final Promise<Void> over = Promise.promise();
    private final long stallNanos;
    private final long stallTimer;
    private long progressNanos = System.nanoTime();
    private long restsUntilNanos = progressNanos;
    private long usedNanos = progressNanos;
    private @Nullable Line held;
    private long begunLine;
    private long begunNanos;
    private boolean ended;
    /// Why the rest of the body cannot be read, until that has been used as a line.
    private @Nullable String unreadable;
    private boolean pumping;
    private boolean paused;

    private LineStream(Vertx vertx, Call call, Duration stall, Lines lines, LineCourse course) {
        this.vertx = vertx;
        this.call = call;
        this.request = call.request();
        this.in = call.body().stream();
        this.lines = lines;
        this.course = course;
        this.answers = new LineAnswers(vertx, request.response(), lines.headers());
        this.stallNanos = stall.toNanos();
        this.stallTimer = vertx.setPeriodic(Math.max(1, stall.toMillis() / 4), _ -> cutOffWhenStuck());
    }

    /// Begins to read; call it before the request's first event has been handled, and with a body that was handed over.
    static LineStream start(Vertx vertx, Call call, Duration stall, Lines lines, LineCourse course) {
        var stream = new LineStream(vertx, call, stall, lines, course);
        stream.read(call.answered());
        return stream;
    }

    /// What is left to write once the lines are answered; never completes when the client leaves before.
    Future<Reply> answered() {
        return answered.future();
    }

    /// Completes when no more lines will be used, whatever the reason.
    Future<Void> over() {
        return over.future();
    }

    /// Whether more lines are wanted may have changed.
    void lookAgain() {
        pump();
    }

    private void read(Future<Void> gone) {
        in.exceptionHandler(this::broken);
        request.response().exceptionHandler(this::left);
        gone.onComplete(_ -> end());
        request.response().drainHandler(_ -> progress());
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
        answers.write();
        long turnEndsNanos = System.nanoTime() + Limits.LINES_TURN.toNanos();
        for (var line = nextLine(turnEndsNanos); line != null; line = nextLine(turnEndsNanos)) {
            use(line);
            answers.write();
        }
        pumping = false;
        boolean allTaken = splitter.isEmpty() && held == null;
        if (answers.areWritten() && (course.isOver() || (ended && allTaken))) {
            finish();
        } else if (mayUse() && allTaken) {
            noteBegunLine();
            in.resume();
        } else {
            begunLine = 0;
            in.pause();
        }
    }

    private @Nullable Line nextLine(long turnEndsNanos) {
        if (paused || !mayUse()) return null;
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
        usedNanos = now;
        return line;
    }

    private @Nullable Line lineAtHand() {
        var line = splitter.next();
        if (line != null) return line;
        String why = unreadable;
        if (why == null) return ended ? splitter.rest() : null;
        unreadable = null;
        return splitter.unreadable(why);
    }

    /// How long until there is a place for the line: in the lane, then of the caller's rate, of which it takes one.
    private long placeInNanos(long now) {
        if (restsUntilNanos - now > 0) return restsUntilNanos - now;
        boolean hasWaited = now - usedNanos >= Limits.LINES_WAIT_FOR_ROOM.toNanos();
        if (!hasWaited && !lines.haveRoom()) return LOOK_FOR_ROOM_NANOS;
        var bucket = call.bucket();
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

    private boolean mayUse() {
        return answers.haveRoom() && !course.isOver();
    }

    private void use(Line line) {
        course.begins(line);
        var slot = answers.begin(line instanceof Line.Whole(long _, Buffer bytes) ? bytes.length() : 0);
        reply(line).onSuccess(reply -> {
            course.ended(reply.status());
            call.answeredLine(reply);
            restAsTold(reply);
            boolean isTold = reply.status() / 100 != 2 || lines.tell(reply);
            slot.answer(isTold ? AnswerLine.of(line.number(), reply) : null);
            progress();
        });
    }

    /// What a request with this line as its whole body would be answered. Never fails.
    private Future<Reply> reply(Line line) {
        return switch (line) {
            case Line.TooLong _ ->
                Future.succeededFuture(Problem.BODY_TOO_LARGE.because(
                        "more than " + Limits.BODY_BYTES + " bytes in the line (expected: at most that)"));
            case Line.Unreadable(long number, String why) -> {
                course.stopAt(number);
                yield Future.succeededFuture(Problem.MALFORMED.because(why));
            }
            case Line.Whole(long number, Buffer bytes) ->
                Future.succeededFuture().compose(_ -> lines.use(bytes)).otherwise(failure -> {
                    if (failure instanceof StorageUnavailableException) course.stopAt(number);
                    return FailedCall.reply(failure);
                });
        };
    }

    private void restAsTold(Reply reply) {
        String retryAfter = reply.headers().get(Reply.RETRY_AFTER);
        if (retryAfter != null) {
            restsUntilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(retryAfter));
        }
    }

    private void finish() {
        end();
        if (!ended) call.body().takeBack();
        answers.end(course.last(lines.counts()));
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
        call.body().cutOffUnread();
    }

    private void broken(Throwable cause) {
        if (!(cause instanceof Gunzip.CorruptException corrupt)) {
            left(cause);
        } else if (splitter.isUnbegun()) {
            end();
            call.body().takeBack();
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
}
