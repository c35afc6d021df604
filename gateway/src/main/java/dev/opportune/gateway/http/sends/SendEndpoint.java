package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Query;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.send.Sends;
import dev.opportune.ratelimiter.SendState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;

/// `/v1/sends`: one send in, one decision out.
final class SendEndpoint {

    private static final String DRY_RUN = "dry_run";
    private static final String CAMPAIGN = "campaign";

    private final Sends sends;
    private final KnownApps apps;

    SendEndpoint(Sends sends, KnownApps apps) {
        this.sends = sends;
        this.apps = apps;
    }

    /// All sends.
    Route sends() {
        return Route.of(
                "/v1/sends",
                Map.of(
                        HttpMethod.POST, new Route.Operation(Scope.SENDS_WRITE, Set.of(DRY_RUN), this::post),
                        HttpMethod.DELETE,
                                new Route.Operation(Scope.SENDS_WRITE, Set.of(CAMPAIGN), this::deleteCampaign)));
    }

    /// One send.
    Route send() {
        return Route.of(
                "/v1/sends/{send_id}",
                Map.of(
                        HttpMethod.GET, new Route.Operation(Scope.SENDS_READ, Set.of(), this::get),
                        HttpMethod.DELETE, new Route.Operation(Scope.SENDS_WRITE, Set.of(), this::delete)));
    }

    private Future<Reply> post(Call call) {
        boolean dryRun = Query.flag(call.query(), DRY_RUN);
        String key = IdempotencyKey.ofHeader(call.header("Idempotency-Key"));
        return call.withBody(
                MediaTypes.JSON,
                body -> SendReader.read(body, key, apps),
                send -> (dryRun ? sends.dryRun(call.caller(), send) : sends.send(call.caller(), send))
                        .map(SendAnswers::reply));
    }

    private Future<Reply> get(Call call) {
        String sendId = call.path().getFirst();
        if (!isPossible(sendId)) return Future.succeededFuture(unknown(sendId));
        return sends.find(sendId).map(answer -> switch (answer) {
            case Sends.FindAnswer.Found(var send) -> SendAnswers.view(send);
            case Sends.FindAnswer.NotFound() -> unknown(sendId);
            case Sends.FindAnswer.StorageUnavailable() -> unavailable();
        });
    }

    private Future<Reply> delete(Call call) {
        String sendId = call.path().getFirst();
        if (!isPossible(sendId)) return Future.succeededFuture(unknown(sendId));
        return sends.cancel(sendId).map(answer -> switch (answer) {
            case Sends.CancelAnswer.Cancelled(var send) -> SendAnswers.view(send);
            case Sends.CancelAnswer.TooLate(SendState state) ->
                Problem.TOO_LATE.because(
                        "the send is " + state.word() + " (expected: waiting or ready)",
                        json -> json.writeStringField("state", state.word()));
            case Sends.CancelAnswer.NotFound() -> unknown(sendId);
            case Sends.CancelAnswer.StorageUnavailable() -> unavailable();
        });
    }

    private Future<Reply> deleteCampaign(Call call) {
        var campaign = call.query().get(CAMPAIGN);
        if (campaign == null) throw new CallerMistake("query: campaign is missing (expected: a campaign of yours)");
        var fault = Limits.LABEL.fault(campaign);
        if (fault != null) throw new CallerMistake("query: campaign: " + fault);
        return sends.cancelCampaign(call.caller(), campaign).map(answer -> switch (answer) {
            case Sends.CampaignAnswer.Cancelled(int cancelled, int tooLate, boolean done) ->
                Reply.json(200, json -> {
                    json.writeStringField(CAMPAIGN, campaign);
                    json.writeNumberField("cancelled", cancelled);
                    json.writeNumberField("too_late", tooLate);
                    json.writeBooleanField("done", done);
                });
            case Sends.CampaignAnswer.Overloaded(var retryAfter) ->
                Problem.OVERLOADED
                        .because("other campaigns are being cancelled here: try again later")
                        .with("Retry-After", Problem.retryAfter(retryAfter));
            case Sends.CampaignAnswer.StorageUnavailable() ->
                Problem.OUTCOME_UNKNOWN
                        .because("some may be cancelled; it may be asked again without harm")
                        .with("Retry-After", Problem.retryAfter(Limits.RETRY));
        });
    }

    /// No id of ours is longer, or has other characters.
    private static boolean isPossible(String sendId) {
        return sendId.length() <= Limits.SEND_ID_CHARS && sendId.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static Reply unknown(String sendId) {
        return Problem.NOT_FOUND.because("no send " + Quoted.of(sendId) + ": never taken, or its receipt is gone");
    }

    private static Reply unavailable() {
        return Problem.STORAGE_UNAVAILABLE
                .because("try again later")
                .with("Retry-After", Problem.retryAfter(Limits.RETRY));
    }
}
