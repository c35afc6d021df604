package dev.opportune.gateway.http;

import io.vertx.core.Vertx;
import java.util.LinkedHashMap;

/// The bodies that are on their way to one lane, in the order in which they began, and the end of those that
/// take longer than [Limits#BODY_TIME]: one look for all, since a timer for each body costs every send one.
/// Confined to the lane's event loop.
final class LateBodies {

    private static final long LOOK_MS = 100;

    /// Each with when it is late, by [System#nanoTime].
    private final LinkedHashMap<BodyReader, Long> underWay = new LinkedHashMap<>();

    private final Vertx vertx;

    /// A look is due: none is while nothing is on its way.
    private boolean looks;

    LateBodies(Vertx vertx) {
        this.vertx = vertx;
    }

    void began(BodyReader body) {
        underWay.put(body, System.nanoTime() + Limits.BODY_TIME.toNanos());
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
            while (!underWay.isEmpty() && underWay.firstEntry().getValue() - now <= 0) {
                underWay.pollFirstEntry().getKey().cutOff();
            }
            if (!underWay.isEmpty()) lookSoon();
        });
    }
}
