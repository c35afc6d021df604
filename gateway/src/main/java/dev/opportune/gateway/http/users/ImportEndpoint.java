package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStream;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// `/v1/users`: many users, one a line.
final class ImportEndpoint {

    private final Vertx vertx;
    private final Users users;
    private final Set<String> apps;
    private final Supplier<Policy> policy;
    private final Duration stall;
    private int running;

    ImportEndpoint(Vertx vertx, Users users, Set<String> apps, Supplier<Policy> policy, Duration stall) {
        this.vertx = vertx;
        this.users = users;
        this.apps = apps;
        this.policy = policy;
        this.stall = stall;
    }

    Route route() {
        return Route.of(
                "/v1/users", Map.of(HttpMethod.POST, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::post)));
    }

    private Future<Reply> post(Call call) {
        if (running == Limits.IMPORTS) return Future.succeededFuture(overloaded());
        var refusal = call.refuseUnlessLines();
        if (refusal != null) return Future.succeededFuture(refusal);
        running++;
        var lines = new ImportLines(users, apps, policy, call.caller());
        var stream = LineStream.start(vertx, call, stall, lines);
        stream.over().onSuccess(_ -> running--);
        return stream.answered();
    }

    private static Reply overloaded() {
        return Problem.OVERLOADED
                .because(Limits.IMPORTS + " imports are under way: try again later")
                .with("Retry-After", Problem.retryAfter(Limits.RETRY));
    }
}
