package dev.opportune.connectors.fcm;

import dev.opportune.connectors.Quotas;
import dev.opportune.connectors.Quotas.Portion;
import dev.opportune.connectors.Quotas.Terms;
import dev.opportune.connectors.wire.LaneLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A lane's part of what the project allows all gateways: permits that were leased in portions, one for each message
/// that is written. The next portion is asked for when half of the last is gone. Portions double while they last less
/// than a second and halve when they last over ten, so that a lane without traffic sits on few: between [#LEAST] and
/// a [#PARTS_OF_A_MINUTE]th of the quota. Confined to its lane.
final class QuotaPermits {

    static final int LEAST = 10;
    static final int PARTS_OF_A_MINUTE = 600;

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Quotas quotas;
    private final String name;
    private final Terms terms;
    private final LaneLoop lane;
    private final Runnable given;
    private final int largest;

    private int portion;
    private int left;
    private long givenNanos = System.nanoTime();
    private boolean asking;
    private boolean closed;
    private @Nullable Future<?> timer;

    /// @param given runs when there are more
    QuotaPermits(Quotas quotas, String project, Terms terms, LaneLoop lane, Runnable given) {
        this.quotas = quotas;
        this.name = "fcm/" + project;
        this.terms = terms;
        this.lane = lane;
        this.given = given;
        this.largest = Math.max(LEAST, terms.perMinute() / PARTS_OF_A_MINUTE);
        this.portion = LEAST;
    }

    /// How many messages may be written now.
    int left() {
        return Math.max(0, left);
    }

    /// For one message. Also without any left, for one that FCM made us write twice.
    void take() {
        left--;
        askWhenLow();
    }

    /// One that was taken was not needed.
    void giveBack() {
        left++;
    }

    void askWhenLow() {
        if (asking || closed || left > portion / 2) return;
        asking = true;
        resize(Duration.ofNanos(System.nanoTime() - givenNanos));
        int wanted = portion;
        var _ = quotas.take(name, terms, wanted).onSuccess(answer -> answered(answer, wanted));
    }

    private void resize(Duration lasted) {
        if (lasted.compareTo(SHORT) < 0) {
            portion = Math.min(portion * 2, largest);
        } else if (lasted.compareTo(LONG) > 0) {
            portion = Math.max(portion / 2, LEAST);
        }
    }

    private void answered(Portion answer, int wanted) {
        if (closed) return;
        left += answer.permits();
        givenNanos = System.nanoTime();
        if (answer.permits() < wanted) {
            timer = lane.schedule(clamped(answer.nextIn()), this::askAgain);
        } else {
            askAgain();
        }
        given.run();
    }

    private void askAgain() {
        asking = false;
        askWhenLow();
    }

    private static Duration clamped(Duration wait) {
        if (wait.compareTo(SHORTEST_WAIT) < 0) return SHORTEST_WAIT;
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    void close() {
        closed = true;
        left = 0;
        Future<?> pending = timer;
        if (pending != null) pending.cancel(false);
    }
}
