package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.SendRequest.InlineDevice;
import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The apps of one lane, each with what waits for it. Confined to the lane.
final class LaneApps {

    private static final Logger LOG = LoggerFactory.getLogger(LaneApps.class);

    private final SendStore store;
    private final HeldSends held;
    private final int maxClaims;
    private final Mending mending = new Mending();
    private final Map<String, LaneApp> apps = new HashMap<>();
    private boolean closing;

    /// @param begin what is done with an attempt that has found room
    LaneApps(SendingLane lane, HeldSends held, RandomGenerator random, Consumer<Attempt> begin) {
        this.store = lane.store();
        this.held = held;
        this.maxClaims = lane.limits().maxClaims();
        lane.connectors().forEach((name, connector) -> {
            var app = new LaneApp(name, connector, lane, random, mending, begin);
            apps.put(name, app);
            lane.metrics().show(name, app::inFlight, app::limit, app::isOpen);
        });
    }

    LaneApp of(Attempt attempt) {
        return Objects.requireNonNull(apps.get(attempt.app()), "only known apps are routed");
    }

    /// Each attempt that may be made now joins its app's queue, or is put off.
    void route(Outgoing send, long nowMillis) {
        for (var attempt : send.attempts) {
            if (!attempt.isDue(nowMillis)) continue;
            var app = apps.get(attempt.app());
            if (app == null) attempt.hasNoApp(nowMillis);
            else if (app.enqueue(attempt, nowMillis)) send.attemptQueued();
        }
    }

    /// Begins what has room.
    void pump(Outgoing send) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.app());
            if (app != null) app.pump();
        }
    }

    /// Takes what waits of a send out of the queues.
    ///
    /// @param over hears of each
    void unqueue(Outgoing send, Consumer<Attempt> over) {
        for (var attempt : send.attempts) {
            var app = apps.get(attempt.app());
            if (app != null && app.unqueue(attempt)) over.accept(attempt);
        }
    }

    /// How long, at least, a send would wait for room at the first of the apps that it may be for, if that is longer
    /// than it may; 0: it is not, as far as anybody knows. Where the request names no devices it may be for any of
    /// them, so that no send is held to account for another app's outage.
    long waitBeyond(SendRequest request, SendClass sendClass, long nowMillis, long leftMillis) {
        long least = Long.MAX_VALUE;
        for (var app : apps.entrySet()) {
            if (!mayBeFor(request, app.getKey())) continue;
            long wait = app.getValue().waitBeyond(sendClass, nowMillis + leftMillis, leftMillis);
            if (wait == 0) return 0;
            least = Math.min(least, wait);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    private static boolean mayBeFor(SendRequest request, String app) {
        if (request.devices().isEmpty()) return true;
        for (InlineDevice device : request.devices()) if (device.app().equals(app)) return true;
        return false;
    }

    /// Looked at every now and then. What waits for a provider in trouble goes back to Redis, and what waited there for
    /// one that is mended comes forward.
    ///
    /// @param over hears of each attempt that is put off
    void look(long nowMillis, Consumer<Attempt> over) {
        apps.forEach((name, app) -> {
            if (!app.isMended()) return;
            held.all().forEach(send -> send.comesForward(name, nowMillis));
            bringForward(name);
        });
        for (var app : apps.values()) {
            app.look();
            app.putOffAll(nowMillis).forEach(over);
        }
    }

    /// So many at once as a lane claims at once.
    private void bringForward(String app) {
        var forward = mending.take(app, maxClaims).stream()
                .map(send -> store.forward(send.sendId(), send.user(), app))
                .toList();
        if (forward.isEmpty() || closing) return;
        Future.join(forward)
                .onFailure(failure -> LOG.debug("what waited for {} waits its time out", app, failure))
                .onComplete(_ -> bringForward(app));
    }

    void close() {
        closing = true;
    }
}
