package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Audit;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.CallerMistake;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.LineStreams;
import dev.opportune.gateway.http.MediaTypes;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Query;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.WireTime;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Story;
import dev.opportune.ratelimiter.user.Reported;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/v1/sends`: one send in, one decision out; or many, one a line.
final class SendEndpoint {

    private static final String DRY_RUN = "dry_run";
    private static final String CAMPAIGN = "campaign";
    private static final String HISTORY = "history";

    private final Sends sends;
    private final BiFunction<String, String, Future<Optional<Reported>>> reported;
    private final KnownApps apps;
    private final LineStreams streams;

    /// @param reported tells what was reported of a send, by its user and its id
    /// @param streams takes those of many lines
    SendEndpoint(
            Sends sends,
            BiFunction<String, String, Future<Optional<Reported>>> reported,
            KnownApps apps,
            LineStreams streams) {
        this.sends = sends;
        this.reported = reported;
        this.apps = apps;
        this.streams = streams;
    }

    /// All sends.
    Route sends() {
        return Route.of(
                "/v1/sends",
                Map.of(
                        HttpMethod.POST,
                        new Route.Operation(Scope.SENDS_WRITE, Set.of(DRY_RUN), this::post).narrowed(),
                        HttpMethod.DELETE,
                        new Route.Operation(Scope.SENDS_WRITE, Set.of(CAMPAIGN), this::deleteCampaign)));
    }

    /// One send.
    Route send() {
        return Route.of(
                "/v1/sends/{send_id}",
                Map.of(
                        HttpMethod.GET,
                        new Route.Operation(Scope.SENDS_READ, Set.of(HISTORY), this::get),
                        HttpMethod.DELETE,
                        new Route.Operation(Scope.SENDS_WRITE, Set.of(), this::delete).narrowed()));
    }

    private Future<Reply> post(Call call) {
        boolean dryRun = Query.flag(call.query(), DRY_RUN);
        String key = IdempotencyKey.ofHeader(call.header("Idempotency-Key"));
        var posting = Posting.of(call, sends, Pointers.SEND, dryRun);
        if (call.saysToBeLines()) return postLines(call, key, posting);
        return call.withBody(
                MediaTypes.ONE_OR_LINES, body -> SendReader.read(body, key, apps), send -> posting.post(send, _ -> {}));
    }

    private Future<Reply> postLines(Call call, @Nullable String key, Posting posting) {
        if (key != null) {
            throw new CallerMistake("Idempotency-Key: " + Quoted.of(key)
                    + " is of many lines (expected: no header, and an idempotency_key in each line)");
        }
        boolean minimal = Prefer.minimal(call.header("Prefer"));
        return streams.take(call, () -> new SendLines(sends, apps, posting, minimal));
    }

    private Future<Reply> get(Call call) {
        if (Query.flag(call.query(), HISTORY)) return story(call);
        return found(call, Scope.SENDS_READ_ALL, send -> Future.succeededFuture(SendAnswers.view(send)));
    }

    /// The same with how it went. What was reported of it is its user's: it is told who may read users.
    private Future<Reply> story(Call call) {
        String sendId = call.path().getFirst();
        if (!isPossible(sendId)) return Future.succeededFuture(unknown(sendId));
        return sends.story(sendId).compose(answer -> switch (answer) {
            case Sends.StoryAnswer.Told(var story)
            when call.rights().extendTo(story.about(), Scope.SENDS_READ_ALL) ->
                call.rights().holdWhole(Scope.USERS_READ)
                        ? reported(story)
                        : Future.succeededFuture(SendAnswers.story(story, Optional.empty()));
            case Sends.StoryAnswer.Told _, Sends.StoryAnswer.NotFound _ -> Future.succeededFuture(unknown(sendId));
            case Sends.StoryAnswer.StorageUnavailable() -> Future.succeededFuture(unavailable());
        });
    }

    private Future<Reply> reported(Story story) {
        return reported.apply(story.about().user(), story.sendId())
                .map(found -> SendAnswers.story(story, found))
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(unavailable())
                        : Future.failedFuture(failure));
    }

    private Future<Reply> delete(Call call) {
        return found(call, Scope.SENDS_WRITE_ALL, send -> cancel(call, send));
    }

    /// Finds the send that the path names, if it is the caller's own or of those that `all` lets it see: another's is
    /// answered as one that there is not.
    private Future<Reply> found(Call call, Scope all, Function<SendView, Future<Reply>> use) {
        String sendId = call.path().getFirst();
        if (!isPossible(sendId)) return Future.succeededFuture(unknown(sendId));
        return sends.find(sendId).compose(answer -> switch (answer) {
            case Sends.FindAnswer.Found(var send) ->
                call.rights().extendTo(send.about(), all) ? use.apply(send) : Future.succeededFuture(unknown(sendId));
            case Sends.FindAnswer.NotFound() -> Future.succeededFuture(unknown(sendId));
            case Sends.FindAnswer.StorageUnavailable() -> Future.succeededFuture(unavailable());
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
                        .retryAfter(retryAfter);
            case Sends.CampaignAnswer.StorageUnavailable() ->
                Problem.OUTCOME_UNKNOWN
                        .because("some may be cancelled; it may be asked again without harm")
                        .retryAfter(Limits.RETRY);
        });
    }

    private Future<Reply> cancel(Call call, SendView found) {
        return sends.cancel(found.sendId())
                .map(answer -> switch (answer) {
                    case Sends.CancelAnswer.Cancelled(var send) -> SendAnswers.view(send);
                    case Sends.CancelAnswer.TooLate(SendState state) ->
                        Problem.TOO_LATE.because(
                                "the send is " + state.word() + " (expected: waiting or ready)",
                                json -> json.writeStringField("state", state.word()));
                    case Sends.CancelAnswer.NotFound() -> unknown(found.sendId());
                    case Sends.CancelAnswer.StorageUnavailable() -> unavailable();
                })
                .onSuccess(reply -> Audit.cancelled(call, found.sendId(), found.about(), reply.status()));
    }

    /// No id of ours is longer, or has other characters.
    private static boolean isPossible(String sendId) {
        return sendId.length() <= Limits.SEND_ID_CHARS && sendId.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /// Its id alone tells when it would have been, of any send.
    private Reply unknown(String sendId) {
        var time = isPossible(sendId) ? sends.timeOf(sendId) : Optional.<Instant>empty();
        if (time.isEmpty()) {
            return Problem.NOT_FOUND.because("no send " + Quoted.of(sendId) + ": no send here has such an id");
        }
        return Problem.NOT_FOUND.because("no send " + Quoted.of(sendId) + ", whose id is of "
                + WireTime.text(time.get().truncatedTo(ChronoUnit.SECONDS))
                + ": never taken, or its receipt is gone (receipts.retention after its end), or another caller's");
    }

    private static Reply unavailable() {
        return Problem.STORAGE_UNAVAILABLE.because("try again later").retryAfter(Limits.RETRY);
    }
}
