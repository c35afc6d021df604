package dev.opportune.gateway.http.users;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
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

/// `/v1/users/{user}/devices/{device_id}`: where pushes go.
final class DeviceEndpoint {

    private final Users users;
    private final Set<String> apps;

    DeviceEndpoint(Users users, Set<String> apps) {
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
                body -> DeviceReader.read(body, deviceId),
                device -> apps.contains(device.app())
                        ? users.putDevice(user, device).map(DeviceEndpoint::reply)
                        : Future.succeededFuture(Problem.unknownApp("/app", device.app())));
    }

    private static Reply reply(Users.DeviceAnswer answer) {
        return switch (answer) {
            case Users.DeviceAnswer.Stored(User.Device device, boolean created) ->
                Reply.json(created ? 201 : 200, json -> UserAnswers.writeDevice(json, device));
            case Users.DeviceAnswer.TooMany(int limit) -> tooMany("", limit);
        };
    }

    static Reply tooMany(String pointer, int limit) {
        return Problem.malformed(
                List.of(new FieldError(pointer, "the user has " + limit + " devices (expected: fewer, to add one)")));
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
