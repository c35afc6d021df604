package dev.opportune.simulator.control;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.phones.Phones;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.PushLog;
import dev.opportune.simulator.record.PushQuery;
import dev.opportune.simulator.record.RecordState;
import dev.opportune.simulator.scenario.BadField;
import dev.opportune.simulator.scenario.Fields;
import dev.opportune.simulator.scenario.Scenario;
import dev.opportune.simulator.scenario.ScenarioException;
import dev.opportune.simulator.scenario.ScenarioPlayer;
import dev.opportune.simulator.scenario.Verbs;
import dev.opportune.simulator.wire.ServerState;
import java.nio.charset.StandardCharsets;
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
/// | `POST`, `PUT /behaviour/{verb}` | does what the verb says, with the fields of the body; see [Verbs] |
/// | `PUT`, `DELETE /behaviour/devices/{device_token}` | refuses, or accepts again, the pushes to it |
/// | `DELETE /behaviour` | all back to normal |
/// | `POST`, `DELETE /scenario` | runs the scenario of the body, YAML; drops its steps that are to come |
public final class ControlCalls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String VERBS = "/behaviour/";
    private static final String DEVICES = "/behaviour/devices/";
    private static final Set<String> PUSH_FILTERS = Set.of("device_token", "send_id", "after", "limit");
    private static final int DEFAULT_LIMIT = 1_000;

    private final Behaviour behaviour;
    private final PushLog pushes;
    private final Function<Provider, ServerState> states;
    private final ScenarioPlayer scenarios;

    public ControlCalls(
            Behaviour behaviour, PushLog pushes, Function<Provider, ServerState> states, ScenarioPlayer scenarios) {
        this.behaviour = behaviour;
        this.pushes = pushes;
        this.states = states;
        this.scenarios = scenarios;
    }

    Reply answer(Call call) throws BadRequest {
        try {
            return dispatch(call);
        } catch (BadField | ScenarioException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private Reply dispatch(Call call) throws BadRequest, BadField, ScenarioException {
        String path = call.path();
        if (path.startsWith(DEVICES) && path.length() > DEVICES.length()) return device(call, call.rest(DEVICES));
        if (path.startsWith(VERBS) && Verbs.known(path.substring(VERBS.length()))) {
            return verb(call, path.substring(VERBS.length()));
        }
        return switch (call.method() + " " + path) {
            case "GET /pushes" -> pushes(call);
            case "GET /pushes/count" -> count(pushes.state());
            case "DELETE /pushes" -> count(pushes.clear());
            case "GET /phones" -> new Reply.Lines(phones().told());
            case "GET /phones/count" -> count(phones().state());
            case "GET /state" -> state();
            case "DELETE /behaviour" -> done(behaviour::normal);
            case "POST /scenario" -> {
                Scenario scenario = Scenario.parse(new String(call.body(), StandardCharsets.UTF_8), "scenario");
                yield done(() -> scenarios.run(scenario));
            }
            case "DELETE /scenario" -> done(scenarios::end);
            default -> throw new BadRequest(404, call.method() + " " + path + ": no such call");
        };
    }

    private Reply verb(Call call, String verb) throws BadRequest, BadField {
        if (!call.method().equals("POST") && !call.method().equals("PUT")) {
            throw new BadRequest(405, "method: " + call.method() + " (expected: POST or PUT)");
        }
        Verbs.read(verb, Fields.parse(call.body())).accept(behaviour);
        return new Reply.Done();
    }

    private Reply device(Call call, String deviceToken) throws BadRequest, BadField {
        switch (call.method()) {
            case "PUT" -> {
                Fields fields = Fields.parse(call.body()).with("device_token", deviceToken);
                Verbs.read("refuse", fields).accept(behaviour);
            }
            case "DELETE" -> {
                if (!behaviour.accept(deviceToken)) {
                    throw new BadRequest(404, "device_token: " + deviceToken + " (expected: one that is scripted)");
                }
            }
            default -> throw new BadRequest(405, "method: " + call.method() + " (expected: PUT or DELETE)");
        }
        return new Reply.Done();
    }

    private static Reply done(Runnable action) {
        action.run();
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

    private Phones phones() throws BadRequest {
        var phones = behaviour.phones();
        if (phones == null) throw new BadRequest(404, "phones: none (expected: the verb phones before)");
        return phones;
    }

    private static Reply count(Phones.State state) {
        return new Reply.Json(JSON.createObjectNode()
                .put("waiting", state.waiting())
                .put("reported", state.reported())
                .put("left", state.left()));
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
