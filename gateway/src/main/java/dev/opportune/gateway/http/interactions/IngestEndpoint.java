package dev.opportune.gateway.http.interactions;

import dev.opportune.connectors.Platform;
import dev.opportune.engagement.Draft;
import dev.opportune.engagement.Interaction;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.FewLines;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.measure.Interacting;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;

/// `/v1/interactions` for apps' devices: by proof alone, no conversions, few lines at once. The key is anybody's who
/// has the app, so what cannot be true takes nothing from its rate.
final class IngestEndpoint {

    private final Interacting interacting;
    private final Map<String, Platform> apps;

    /// @param apps at which provider each is that is configured
    IngestEndpoint(Interacting interacting, Map<String, Platform> apps) {
        this.interacting = interacting;
        this.apps = apps;
    }

    Route route() {
        return Route.of(
                "/v1/interactions",
                Map.of(HttpMethod.POST, new Route.Operation(Scope.INTERACTIONS_WRITE, Set.of(), this::post).drawing()));
    }

    private Future<Reply> post(Call call) {
        var app = call.rights().app();
        var platform = app == null ? null : apps.get(app);
        if (app != null && platform == null) return Future.succeededFuture(noSuchApp(call, app));
        var by = new Draft.Reporter(
                true,
                platform == Platform.APNS ? Interaction.Platform.IOS : null,
                platform == Platform.FCM ? Interaction.Platform.ANDROID : null,
                Set.of());
        var answer = call.saysToBeLines()
                ? FewLines.take(call, Limits.INGEST_LINES, () -> new InteractionLines(line -> take(call, line, by)))
                : call.withBody(MediaTypes.ONE_OR_LINES, Parsed.Valid<Buffer>::new, body -> take(call, body, by));
        return answer.onSuccess(reply -> {
            if (reply.status() == Problem.BODY_TOO_LARGE.status()) call.cameToNothing();
        });
    }

    private Future<Reply> take(Call call, Buffer line, Draft.Reporter by) {
        return switch (InteractionReader.read(line, by)) {
            case Parsed.Invalid<Interaction>(var errors) -> {
                call.cameToNothing();
                yield Future.succeededFuture(Problem.malformed(errors));
            }
            case Parsed.Valid<Interaction>(var interaction) -> take(call, interaction);
        };
    }

    private Future<Reply> take(Call call, Interaction interaction) {
        if (interacting.fault(interaction).isPresent()) {
            call.cameToNothing();
        } else {
            var tooOften = call.draw();
            if (tooOften.isPresent()) {
                call.cameToNothing();
                return Future.succeededFuture(tooOften.get());
            }
            call.cameToSomething();
        }
        return InteractionEndpoint.take(interacting, interaction);
    }

    private static Reply noSuchApp(Call call, String app) {
        return Problem.FORBIDDEN
                .because("the key of caller " + call.caller() + " is of app " + app + ", which is not configured")
                .with("WWW-Authenticate", "Bearer realm=\"opportune\"");
    }
}
