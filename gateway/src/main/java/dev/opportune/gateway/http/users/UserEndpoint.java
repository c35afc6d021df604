package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Audit;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.FailedCall;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.ratelimiter.User;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `/v1/users/{user}`: the profile.
final class UserEndpoint {

    private final Users users;

    UserEndpoint(Users users) {
        this.users = users;
    }

    Route route() {
        return Route.of(
                "/v1/users/{user}",
                Map.of(
                        HttpMethod.PUT, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::put),
                        HttpMethod.PATCH, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::patch),
                        HttpMethod.GET, new Route.Operation(Scope.USERS_READ, Set.of(), this::get),
                        HttpMethod.DELETE, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::delete)));
    }

    private Future<Reply> put(Call call) {
        String user = userOf(call);
        return call.withBody(
                MediaTypes.JSON,
                ProfileReader::whole,
                profile -> users.putProfile(user, profile).map(answer -> reply(user, answer)));
    }

    private Future<Reply> patch(Call call) {
        String user = userOf(call);
        return call.withBody(
                MediaTypes.PATCH,
                ProfileReader::patch,
                patch -> users.patchProfile(user, patch).map(answer -> reply(user, answer)));
    }

    private static Reply reply(String user, Users.ProfileAnswer answer) {
        return switch (answer) {
            case Users.ProfileAnswer.Stored(User stored) -> UserAnswers.user(user, stored);
            case Users.ProfileAnswer.AttributesTooLarge tooLarge -> tooLarge(tooLarge);
        };
    }

    static Reply tooLarge(Users.ProfileAnswer.AttributesTooLarge attributes) {
        return Problem.malformed(List.of(new FieldError(
                "/attributes",
                "would have " + attributes.bytes() + " bytes (expected: at most " + attributes.limit() + ")")));
    }

    private Future<Reply> get(Call call) {
        String user = userOf(call);
        return users.find(user)
                .map(found -> found.map(it -> UserAnswers.user(user, it)).orElseGet(() -> unknown(user)));
    }

    private Future<Reply> delete(Call call) {
        String user = userOf(call);
        return users.erase(user)
                .map(existed -> existed ? Reply.noContent() : unknown(user))
                .otherwise(FailedCall::reply)
                .onSuccess(reply -> Audit.did("erasure", call, user, reply.status()));
    }

    /// The user that the path names.
    static String userOf(Call call) {
        String user = call.path().getFirst();
        String fault = Limits.USER.fault(user);
        if (fault != null) throw new CallerMistake("user: " + fault);
        return user;
    }

    static Reply unknown(String user) {
        return Problem.NOT_FOUND.because("no user " + Quoted.of(user));
    }
}
