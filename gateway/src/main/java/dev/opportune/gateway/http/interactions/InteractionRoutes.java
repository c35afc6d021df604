package dev.opportune.gateway.http.interactions;

import dev.opportune.connectors.Platform;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.measure.Interacting;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is served under `/v1/interactions`.
public final class InteractionRoutes {

    private InteractionRoutes() {}

    /// The routes over what one lane records.
    ///
    /// @param interacting null: nothing is measured here, and whoever reports is told so
    /// @param stall after how long a client that neither sends lines nor reads answers is cut off
    /// @param stopping ends streams of lines
    public static List<Route> of(Vertx vertx, @Nullable Interacting interacting, Duration stall, Stopping stopping) {
        return List.of(new InteractionEndpoint(vertx, interacting, stall, stopping).route());
    }

    /// All that apps' devices are served, on a listener of their own.
    ///
    /// @param apps at which provider each is that is configured
    public static List<Route> ofApps(Interacting interacting, Map<String, Platform> apps) {
        return List.of(new IngestEndpoint(interacting, Map.copyOf(apps)).route());
    }
}
