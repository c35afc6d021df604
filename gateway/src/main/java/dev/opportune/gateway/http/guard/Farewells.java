package dev.opportune.gateway.http.guard;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// How the connections of one lane end when the gateway does. Used on the lane's event loop.
final class Farewells {

    private final BooleanSupplier begun;
    private final Set<Farewell> open = new LinkedHashSet<>();
    private final Promise<Void> allClosed = Promise.promise();
    private boolean ending;

    /// @param begun whether callers are told to go elsewhere
    Farewells(BooleanSupplier begun) {
        this.begun = begun;
    }

    boolean haveBegun() {
        return begun.getAsBoolean();
    }

    /// Whether connections end that nothing is under way on.
    boolean areEnding() {
        return ending;
    }

    void opened(Farewell connection) {
        open.add(connection);
        if (ending) connection.endWhenQuiet();
    }

    void closed(Farewell connection) {
        open.remove(connection);
        if (ending && open.isEmpty()) allClosed.tryComplete();
    }

    /// Tells those that are open.
    void begin() {
        List.copyOf(open).forEach(Farewell::begin);
    }

    /// Ends each as soon as nothing is under way on it; completes when all are closed.
    Future<Void> end() {
        ending = true;
        if (open.isEmpty()) allClosed.tryComplete();
        List.copyOf(open).forEach(Farewell::endWhenQuiet);
        return allClosed.future();
    }
}
