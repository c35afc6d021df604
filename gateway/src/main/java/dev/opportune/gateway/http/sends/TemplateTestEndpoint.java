package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.Sends;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `POST /v1/templates/{id}/test`: a send of a template to one device that the request names, in the words for its
/// user, and decided as any other.
final class TemplateTestEndpoint {

    private final Sends sends;
    private final KnownApps apps;

    TemplateTestEndpoint(Sends sends, KnownApps apps) {
        this.sends = sends;
        this.apps = apps;
    }

    Route route() {
        return Route.of(
                "/v1/templates/{id}/test",
                Map.of(HttpMethod.POST, new Route.Operation(Scope.SENDS_WRITE, Set.of(), this::post).narrowed()));
    }

    private Future<Reply> post(Call call) {
        var posting = Posting.of(call, sends, Pointers.TEMPLATE_TEST, false);
        String id = call.path().getFirst();
        return call.withBody(MediaTypes.JSON, body -> read(body, id), send -> posting.post(send, _ -> {}));
    }

    private Parsed<SendRequest> read(Buffer body, String id) {
        var fault = Limits.NAME.fault(id);
        return fault == null
                ? TemplateTestReader.read(body, id, apps)
                : new Parsed.Invalid<>(List.of(new FieldError("", "the template's id in the path: " + fault)));
    }
}
