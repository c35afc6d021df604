package dev.opportune.gateway.http;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// The bodies that are on their way to one lane, in the order in which they began, and the end of those that take too
/// long: one look for all, since a timer for each body costs every send one. Confined to the lane's event loop.
final class LateBodies {

    private static final long LOOK_MS = 100;

    private final SequencedSet<BodyReader> underWay = new LinkedHashSet<>();

    private final Vertx vertx;
    private final long mostNanos;

    /// A look is due: none is while nothing is on its way.
    private boolean looks;

    /// @param most how long each may take
    LateBodies(Vertx vertx, Duration most) {
        this.vertx = vertx;
        this.mostNanos = most.toNanos();
    }

    void began(BodyReader body) {
        body.isLateAt(System.nanoTime() + mostNanos);
        underWay.add(body);
        lookSoon();
    }

    /// It is in, or nobody waits for it here. Harmless when it never began.
    void ended(BodyReader body) {
        underWay.remove(body);
    }

    private void lookSoon() {
        if (looks) return;
        looks = true;
        vertx.setTimer(LOOK_MS, _ -> {
            looks = false;
            long now = System.nanoTime();
            while (!underWay.isEmpty() && underWay.getFirst().lateNanos() - now <= 0) {
                underWay.removeFirst().cutOff();
            }
            if (!underWay.isEmpty()) lookSoon();
        });
    }
}
