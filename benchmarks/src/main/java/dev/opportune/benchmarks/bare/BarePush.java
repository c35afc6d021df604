package dev.opportune.benchmarks.bare;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// One lane's way to a provider.
interface BarePush {

    /// Makes one for a lane.
    interface Maker {
        BarePush make(Vertx vertx, Context context) throws Exception;
    }

    /// Connects; completes when pushes are taken.
    Future<?> open();

    /// Whether the provider took it.
    Future<Boolean> push(String user, String id);
}
