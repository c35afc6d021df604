package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;

/// `/v1/users/{user}/devices/{device_id}`: where pushes go.
final class DeviceEndpoint {

    private final Users users;
    private final KnownApps apps;

    DeviceEndpoint(Users users, KnownApps apps) {
        this.users = users;
        this.apps = apps;
    }

    Route route() {
        return Route.of(
                "/v1/users/{user}/devices/{device_id}",
                Map.of(
                        HttpMethod.PUT, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::put),
                        HttpMethod.DELETE, new Route.Operation(Scope.USERS_WRITE, Set.of(), this::delete)));
    }

    private Future<Reply> put(Call call) {
        String user = UserEndpoint.userOf(call);
        String deviceId = deviceIdOf(call);
        return call.withBody(
                MediaTypes.JSON,
                body -> DeviceReader.read(body, deviceId, apps),
                read -> apps.has(read.device().app())
                        ? users.putDevice(user, read.device()).map(answer -> reply(answer, read))
                        : Future.succeededFuture(
                                Problem.unknownApp("/app", read.device().app())));
    }

    private static Reply reply(Users.DeviceAnswer answer, DeviceReader.Read read) {
        return switch (answer) {
            case Users.DeviceAnswer.Stored(var device, boolean created) ->
                Reply.json(created ? 201 : 200, json -> {
                    UserAnswers.writeDevice(json, device);
                    UserAnswers.writeIgnored(json, read.leftOut());
                });
            case Users.DeviceAnswer.TooMany(int limit) -> tooMany("", limit);
        };
    }

    /// @param pointer to the devices, of more than one; empty: the request is of one
    static Reply tooMany(String pointer, int limit) {
        String detail = "the user has " + limit + " devices that may show something (expected: fewer, to add one)";
        return pointer.isEmpty()
                ? Problem.TOO_MANY_DEVICES.because(detail)
                : Problem.TOO_MANY_DEVICES.at(pointer, detail);
    }

    private Future<Reply> delete(Call call) {
        String user = UserEndpoint.userOf(call);
        String deviceId = deviceIdOf(call);
        return users.deleteDevice(user, deviceId)
                .map(existed -> existed
                        ? Reply.noContent()
                        : Problem.NOT_FOUND.because(
                                "user " + Quoted.of(user) + " has no device " + Quoted.of(deviceId)));
    }

    private static String deviceIdOf(Call call) {
        String deviceId = call.path().getLast();
        String fault = Limits.DEVICE_ID.fault(deviceId);
        if (fault != null) throw new CallerMistake("device_id: " + fault);
        return deviceId;
    }
}
