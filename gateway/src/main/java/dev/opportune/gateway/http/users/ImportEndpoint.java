package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStream;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.http.Stopping;
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
    private final KnownApps apps;
    private final Supplier<Policy> policy;
    private final Duration stall;
    private final Stopping stopping;
    private final Places running = new Places("imports", Limits.IMPORTS, Limits.IMPORTS_OF_CALLER);

    ImportEndpoint(
            Vertx vertx, Users users, KnownApps apps, Supplier<Policy> policy, Duration stall, Stopping stopping) {
        this.vertx = vertx;
        this.users = users;
        this.apps = apps;
        this.policy = policy;
        this.stall = stall;
        this.stopping = stopping;
    }

    Route route() {
        return Route.of(
                "/v1/users", Map.of(HttpMethod.POST, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::post)));
    }

    private Future<Reply> post(Call call) {
        var full = running.take(call.caller());
        if (full.isPresent()) return Future.succeededFuture(full.get());
        var refusal = call.refuseUnlessLines();
        if (refusal != null) {
            running.giveBack(call.caller());
            return Future.succeededFuture(refusal);
        }
        var lines = new ImportLines(users, apps, policy, call.caller(), stopping::hasBegun);
        var stream = LineStream.start(vertx, call, stall, lines);
        stopping.tell(stream::lookAgain, stream.over());
        stream.over().onSuccess(_ -> running.giveBack(call.caller()));
        return stream.answered();
    }
}
