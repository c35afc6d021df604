package dev.opportune.gateway.lane;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that may block, such as reading a file, done every now and then away from the event loops: one look at a time,
/// and none after it is closed.
public final class Looking {

    private static final Logger LOG = LoggerFactory.getLogger(Looking.class);

    private final Vertx vertx;
    private final Context context;
    private final Runnable look;
    private long timer;
    private boolean looking;
    private boolean again;
    private @Nullable Promise<Void> closing;

    private Looking(Vertx vertx, Runnable look) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.look = look;
    }

    public static Looking start(Vertx vertx, Duration every, Runnable look) {
        var looking = new Looking(vertx, look);
        looking.context.runOnContext(_ -> looking.timer = vertx.setPeriodic(every.toMillis(), _ -> looking.look()));
        return looking;
    }

    /// Looks now, or once more after a look that is under way. May be called on any thread.
    public void now() {
        context.runOnContext(_ -> {
            again = looking;
            look();
        });
    }

    private void look() {
        if (looking || closing != null) return;
        looking = true;
        again = false;
        vertx.executeBlocking(() -> {
                    look.run();
                    return null;
                })
                .onFailure(failure -> LOG.error("a file could not be looked at", failure))
                .onComplete(_ -> looked());
    }

    private void looked() {
        looking = false;
        var waiting = closing;
        if (waiting != null) waiting.complete();
        else if (again) look();
    }

    /// Ends it after the look that is under way. May be called on any thread.
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            vertx.cancelTimer(timer);
            closing = done;
            if (!looking) done.complete();
        });
        return done.future();
    }
}
