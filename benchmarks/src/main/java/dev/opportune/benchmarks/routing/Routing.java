package dev.opportune.benchmarks.routing;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.GatewayRouter;
import dev.opportune.gateway.http.HttpMetrics;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
import dev.opportune.gateway.http.sends.SendRoutes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ways to find a request's route. All that follows (the key, the body, the answer, its metric) is
/// the gateway's own code in each of them.
enum Routing {
    CONTROL("one route: nothing to find"),
    TABLE("the gateway's table of eight"),
    VERTX_WEB("Vert.x Web with the same eight, then the control");

    final String title;

    Routing(String title) {
        this.title = title;
    }

    /// @param asked the template of the route that all requests are for
    Handler<HttpServerRequest> router(Vertx vertx, String asked) {
        return switch (this) {
            case CONTROL -> gateway(vertx, only(vertx, asked));
            case TABLE -> gateway(vertx, routes(vertx));
            case VERTX_WEB -> web(vertx, gateway(vertx, only(vertx, asked)));
        };
    }

    private static GatewayRouter gateway(Vertx vertx, List<Route> routes) {
        var metrics = new HttpMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        return new GatewayRouter(vertx, Authenticator.insecure(), routes, metrics);
    }

    /// Paths are matched as they came.
    private static Router web(Vertx vertx, Handler<HttpServerRequest> found) {
        var router = Router.router(vertx);
        for (var route : routes(vertx)) {
            String path = route.template().replaceAll("\\{([^}]*)}", ":$1");
            for (var method : route.operations().keySet()) {
                router.route(method, path).useNormalizedPath(false).handler(at -> found.handle(at.request()));
            }
        }
        return router;
    }

    private static List<Route> only(Vertx vertx, String asked) {
        return routes(vertx).stream().filter(it -> it.template().equals(asked)).toList();
    }

    /// Those of the wire contract, in its order; behind all but the sends is nothing.
    private static List<Route> routes(Vertx vertx) {
        var others = Stream.of(
                nothing("/v1/users", HttpMethod.POST),
                nothing("/v1/users/{user}", HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.GET, HttpMethod.DELETE),
                nothing("/v1/users/{user}/devices/{device_id}", HttpMethod.PUT, HttpMethod.DELETE),
                nothing("/v1/users/{user}/preferences", HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.GET),
                nothing("/v1/users/{user}/export", HttpMethod.GET),
                nothing("/v1/events", HttpMethod.GET));
        var sends = SendRoutes.of(
                vertx,
                new AdmittingSends(),
                (_, _) -> Future.succeededFuture(Optional.empty()),
                new KnownApps(Map.of()),
                Limits.STREAM_STALL,
                new Stopping());
        return Stream.concat(sends.stream(), others).toList();
    }

    private static Route nothing(String template, HttpMethod... methods) {
        var operation =
                new Route.Operation(Scope.USERS_WRITE, Set.of(), _ -> Future.succeededFuture(Reply.noContent()));
        return Route.of(template, Stream.of(methods).collect(Collectors.toMap(it -> it, _ -> operation)));
    }
}
