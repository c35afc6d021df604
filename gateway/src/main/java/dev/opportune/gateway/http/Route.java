package dev.opportune.gateway.http;

import dev.opportune.gateway.config.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One kind of resource, and what may be done to it.
///
/// @param template such as `/v1/users/{user}/devices/{device_id}`
/// @param operations by method
public record Route(String template, List<String> segments, Map<HttpMethod, Operation> operations) {

    /// One method of one resource.
    ///
    /// @param scope what the caller must hold
    /// @param query the names of the query parameters that it takes
    /// @param judgesNarrowed whether the endpoint itself asks if a narrowed scope covers the request; else only who
    ///     holds the whole scope gets there
    /// @param drawsItself whether the endpoint draws from the caller's rate; else each request has drawn once
    public record Operation(
            Scope scope, Set<String> query, Endpoint endpoint, boolean judgesNarrowed, boolean drawsItself) {

        /// One for those who hold the whole scope.
        public Operation(Scope scope, Set<String> query, Endpoint endpoint) {
            this(scope, query, endpoint, false, false);
        }

        /// The same for those who hold some of it, too: the endpoint asks [Rights].
        public Operation narrowed() {
            return new Operation(scope, query, endpoint, true, drawsItself);
        }

        /// The same where the endpoint draws from the caller's rate: [Call#draw].
        public Operation drawing() {
            return new Operation(scope, query, endpoint, judgesNarrowed, true);
        }

        boolean isOpenTo(Rights rights) {
            return judgesNarrowed ? rights.hold(scope) : rights.holdWhole(scope);
        }
    }

    /// What answers a call. Never throws for what a caller sent; a failed future is a defect or broken infrastructure.
    public interface Endpoint {
        Future<Reply> answer(Call call);
    }

    public static Route of(String template, Map<HttpMethod, Operation> operations) {
        return new Route(template, List.of(template.substring(1).split("/", -1)), operations);
    }

    /// Whether it has no variables.
    boolean isLiteral() {
        return template.indexOf('{') < 0;
    }

    /// Gives the raw values of the template's variables when the path is one of these.
    Optional<List<String>> match(List<String> path) {
        if (path.size() != segments.size()) return Optional.empty();
        var variables = new ArrayList<String>(2);
        for (int i = 0; i < path.size(); i++) {
            if (segments.get(i).startsWith("{")) {
                if (path.get(i).isEmpty()) return Optional.empty();
                variables.add(path.get(i));
            } else if (!segments.get(i).equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /// The template without the names of its variables: routes of one shape match the same paths.
    String shape() {
        return template.replaceAll("\\{[^}]*}", "{}");
    }

    /// What answers the method, or null. `HEAD` is answered wherever `GET` is.
    @Nullable
    Operation operation(HttpMethod method) {
        return operations.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
    }

    /// The value of the `Allow` header.
    String allow() {
        var methods = new TreeSet<String>();
        for (var method : operations.keySet()) methods.add(method.name());
        if (operations.containsKey(HttpMethod.GET)) methods.add(HttpMethod.HEAD.name());
        return String.join(", ", methods);
    }
}
