package dev.opportune.simulator.control;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushLog;
import dev.opportune.simulator.record.PushQuery;
import dev.opportune.simulator.record.RecordState;
import dev.opportune.simulator.wire.ServerState;
import java.util.Set;
import java.util.function.Function;

/// Which call does what.
///
/// | call | what it does |
/// |---|---|
/// | `GET /pushes?device_token=&send_id=&after=&limit=` | the recorded pushes, a line of JSON each |
/// | `GET /pushes/count` | how full the record is |
/// | `DELETE /pushes` | forgets them |
/// | `GET /state` | connections, streams, and pushes by status, of each provider |
/// | `PUT /behaviour/latency` | delays a provider's answers |
/// | `PUT`, `DELETE /behaviour/devices/{device_token}` | refuses, or accepts again, the pushes to it |
/// | `POST /behaviour/fail` | makes the next pushes fail: 503 without a body, 502 in HTML, reset after handling |
/// | `POST /behaviour/freeze`, `/behaviour/unfreeze` | stops handling and answering, and goes on |
/// | `POST /behaviour/goaway`, `/behaviour/reset` | ends the provider's connections, kindly or not |
/// | `POST /behaviour/revoke_access_tokens` | makes FCM answer 401 until a new one is fetched |
/// | `DELETE /behaviour` | all back to normal |
public final class ControlCalls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEVICES = "/behaviour/devices/";
    private static final Set<String> PUSH_FILTERS = Set.of("device_token", "send_id", "after", "limit");
    private static final int DEFAULT_LIMIT = 1_000;

    private final BehaviourCalls behaviour;
    private final PushLog pushes;
    private final Function<Provider, ServerState> states;
    private final Runnable revokeAccessTokens;

    public ControlCalls(
            Behaviour behaviour, PushLog pushes, Function<Provider, ServerState> states, Runnable revokeAccessTokens) {
        this.behaviour = new BehaviourCalls(behaviour);
        this.pushes = pushes;
        this.states = states;
        this.revokeAccessTokens = revokeAccessTokens;
    }

    Reply answer(Call call) throws BadRequest {
        String path = call.path();
        if (path.startsWith(DEVICES) && path.length() > DEVICES.length()) {
            return device(call, call.rest(DEVICES));
        }
        return switch (call.method() + " " + path) {
            case "GET /pushes" -> pushes(call);
            case "GET /pushes/count" -> count(pushes.state());
            case "DELETE /pushes" -> count(pushes.clear());
            case "GET /state" -> state();
            default -> script(call);
        };
    }

    private Reply script(Call call) throws BadRequest {
        switch (call.method() + " " + call.path()) {
            case "PUT /behaviour/latency" -> behaviour.latency(call);
            case "POST /behaviour/fail" -> behaviour.fail(call);
            case "POST /behaviour/freeze" -> behaviour.freeze(call);
            case "POST /behaviour/unfreeze" -> behaviour.unfreeze(call);
            case "POST /behaviour/goaway" -> behaviour.goAway(call);
            case "POST /behaviour/reset" -> behaviour.reset(call);
            case "POST /behaviour/revoke_access_tokens" -> revokeAccessTokens.run();
            case "DELETE /behaviour" -> behaviour.normal();
            default -> throw new BadRequest(404, call.method() + " " + call.path() + ": no such call");
        }
        return new Reply.Done();
    }

    private Reply device(Call call, String deviceToken) throws BadRequest {
        switch (call.method()) {
            case "PUT" -> behaviour.refuse(call, deviceToken);
            case "DELETE" -> behaviour.accept(deviceToken);
            default -> throw new BadRequest(405, "method: " + call.method() + " (expected: PUT or DELETE)");
        }
        return new Reply.Done();
    }

    private static Reply pushes(Call call) throws BadRequest {
        call.requireKnownQuery(PUSH_FILTERS);
        long limit = call.wholeInQuery("limit", DEFAULT_LIMIT);
        return new Reply.Pushes(new PushQuery(
                call.query().get("device_token"),
                call.query().get("send_id"),
                call.wholeInQuery("after", 0),
                Math.clamp(limit, Integer.MIN_VALUE, Integer.MAX_VALUE)));
    }

    private static Reply count(RecordState state) {
        return new Reply.Json(recordJson(state));
    }

    private Reply state() {
        ObjectNode all = JSON.createObjectNode();
        for (Provider provider : Provider.values()) {
            ServerState state = states.apply(provider);
            ObjectNode json = all.putObject(provider.wireName())
                    .put("connections", state.connections())
                    .put("refused_connections", state.refusedConnections())
                    .put("open_streams", state.openStreams());
            ObjectNode byStatus = json.putObject("pushes_by_status");
            state.pushesByStatus().forEach((status, count) -> byStatus.put(Integer.toString(status), count));
        }
        all.set("record", recordJson(pushes.state()));
        return new Reply.Json(all);
    }

    private static ObjectNode recordJson(RecordState state) {
        return JSON.createObjectNode()
                .put("recorded", state.recorded())
                .put("unrecorded", state.unrecorded())
                .put("full", state.full())
                .put("bytes", state.bytes())
                .put("max_bytes", state.maxBytes());
    }
}
