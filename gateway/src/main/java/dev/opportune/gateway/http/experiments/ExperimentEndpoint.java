package dev.opportune.gateway.http.experiments;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.JsonOut;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.gateway.measure.Reporting;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.experiment.Experiment;
import dev.opportune.ratelimiter.experiment.Guardrail;
import dev.opportune.ratelimiter.user.Enrolment;
import dev.opportune.ratelimiter.user.UserExport;
import dev.opportune.ratelimiter.user.Users;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/v1/experiments`: what the policy compares, what came of it so far, and which arm is a user's.
final class ExperimentEndpoint {

    private static final String USER = "user";

    private final @Nullable Reporting reporting;
    private final Supplier<Policy> policy;
    private final Users users;
    private final Places running = new Places("results of experiments", Limits.REPORTS, Limits.REPORTS_OF_CALLER);

    /// @param reporting null: nothing is measured here, and whoever asks is told so
    ExperimentEndpoint(@Nullable Reporting reporting, Supplier<Policy> policy, Users users) {
        this.reporting = reporting;
        this.policy = policy;
        this.users = users;
    }

    List<Route> routes() {
        return List.of(
                Route.of("/v1/experiments", reading(Set.of(), this::list)),
                Route.of("/v1/experiments/{experiment}", reading(Set.of(), this::results)),
                Route.of("/v1/experiments/{experiment}/assignment", reading(Set.of(USER), this::assignment)));
    }

    private static Map<HttpMethod, Route.Operation> reading(Set<String> query, Route.Endpoint endpoint) {
        return Map.of(HttpMethod.GET, new Route.Operation(Scope.REPORTS_READ, query, endpoint));
    }

    private Future<Reply> list(Call call) {
        var experiments = policy.get().experiments().values();
        return Future.succeededFuture(Reply.json(200, json -> {
            json.writeArrayFieldStart("experiments");
            for (var experiment : experiments) {
                json.writeStartObject();
                describe(json, experiment);
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static void describe(JsonGenerator json, Experiment experiment) throws IOException {
        json.writeStringField("experiment", experiment.name());
        json.writeStringField("state", experiment.isRunning() ? "running" : "stopped");
        JsonOut.optional(json, "winner", experiment.winner());
        json.writeStringField("salt", experiment.salt());
        json.writeObjectFieldStart("weights");
        for (var arm : experiment.arms().entrySet()) json.writeNumberField(arm.getKey(), arm.getValue());
        json.writeEndObject();
        json.writeNumberField("holdout", experiment.holdout());
        json.writeBooleanField("holdout_counts", experiment.holdoutCounts());
        json.writeStringField("goal", experiment.goal().word());
        json.writeStringField("goal_window", experiment.goalWindow().toString());
        json.writeNumberField("margin", experiment.margin());
        json.writeArrayFieldStart("watched");
        for (var guardrail :
                experiment.guardrails().stream().sorted().map(Guardrail::word).toList()) {
            json.writeString(guardrail);
        }
        json.writeEndArray();
    }

    private Future<Reply> results(Call call) {
        return known(call, experiment -> {
            var here = reporting;
            if (here == null) return Future.succeededFuture(notMeasured());
            var full = running.take(call.caller());
            if (full.isPresent()) return Future.succeededFuture(full.get());
            var asOf = here.now(); // what happens while it is read may be in it or not
            return here.results(experiment)
                    .map(results -> Reply.json(200, json -> {
                        describe(json, experiment);
                        json.writeStringField("as_of", WireTime.text(asOf));
                        new ResultsJson(json, here.minUsers()).write(results);
                    }))
                    .onComplete(_ -> running.giveBack(call.caller()));
        });
    }

    private Future<Reply> assignment(Call call) {
        return known(call, experiment -> {
            var user = call.query().get(USER);
            if (user == null) throw new CallerMistake("query: user is missing (expected: a user's id)");
            var fault = Limits.USER.fault(user);
            if (fault != null) throw new CallerMistake("query: user: " + fault);
            return users.export(user).map(found -> assignment(experiment, user, enrolment(experiment, found)));
        });
    }

    private static Optional<Enrolment> enrolment(Experiment experiment, Optional<UserExport> found) {
        var knownBy = HexFormat.of().formatHex(experiment.knownBy());
        return found.stream()
                .flatMap(it -> it.enrolments().stream())
                .filter(it -> it.knownBy().equals(knownBy))
                .findFirst();
    }

    /// The arm whose words the user gets by the next send, or why it gets none.
    private static Reply assignment(Experiment experiment, String user, Optional<Enrolment> enrolment) {
        int arm = experiment.isRunning()
                ? enrolment.map(Enrolment::arm).orElseGet(() -> experiment.assigned(user))
                : experiment.given(user);
        return Reply.json(200, json -> {
            json.writeStringField("experiment", experiment.name());
            json.writeStringField(USER, user);
            json.writeStringField("arm", experiment.armAt(arm));
            json.writeBooleanField("entered", enrolment.isPresent());
            JsonOut.optional(
                    json, "entered_at", enrolment.map(Enrolment::enteredAt).orElse(null));
        });
    }

    private Future<Reply> known(Call call, Function<Experiment, Future<Reply>> use) {
        var name = call.path().getFirst();
        var experiment = policy.get().experiments().get(name);
        return experiment == null
                ? Future.succeededFuture(
                        Problem.NOT_FOUND.because("no experiment " + Quoted.of(name) + " in the policy"))
                : use.apply(experiment);
    }

    private static Reply notMeasured() {
        return Problem.NOT_FOUND.because("nothing is measured here (expected: engagement in the configuration)");
    }
}
