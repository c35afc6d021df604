package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.http.JsonFields;
import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.Lines;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.ratelimiter.Decision;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// The lines of one stream of sends, each a send that is decided by itself: one that cannot be taken now, or read, is
/// told so and the rest go on.
final class SendLines implements Lines {

    private final Sends sends;
    private final KnownApps apps;
    private final Posting posting;
    private final boolean minimal;
    private long admitted;
    private long deferred;
    private long suppressed;

    /// @param minimal tells nothing of what is taken
    SendLines(Sends sends, KnownApps apps, Posting posting, boolean minimal) {
        this.sends = sends;
        this.apps = apps;
        this.posting = posting;
        this.minimal = minimal;
    }

    @Override
    public Future<Reply> use(Buffer line) {
        return switch (SendReader.read(line, null, apps)) {
            case Parsed.Invalid<SendRequest>(var errors) -> Future.succeededFuture(Problem.malformed(errors));
            case Parsed.Valid<SendRequest>(var send) -> posting.post(send, this::count);
        };
    }

    private void count(SendAnswer answer) {
        switch (answer) {
            case SendAnswer.Decided(var _, var decision, var _, var _) -> count(decision);
            case SendAnswer.DryRun(var decision, var _, var _, var _) -> count(decision);
            case SendAnswer.BadParams _,
                    SendAnswer.DeadlineUnreachable _,
                    SendAnswer.IdempotencyMismatch _,
                    SendAnswer.MemoryShort _,
                    SendAnswer.MomentTooFar _,
                    SendAnswer.OutcomeUnknown _,
                    SendAnswer.Overloaded _,
                    SendAnswer.PayloadTooLarge _,
                    SendAnswer.StorageUnavailable _,
                    SendAnswer.UnknownApp _,
                    SendAnswer.UnknownCategory _,
                    SendAnswer.UnknownExperiment _,
                    SendAnswer.UnknownTemplate _,
                    SendAnswer.VariantsMismatch _ -> {}
        }
    }

    private void count(Decision decision) {
        switch (decision) {
            case Decision.Admitted _ -> admitted++;
            case Decision.Deferred _ -> deferred++;
            case Decision.Suppressed _ -> suppressed++;
        }
    }

    @Override
    public boolean tell(Reply reply) {
        return !minimal || reply.status() != 202;
    }

    @Override
    public boolean haveRoom() {
        return !sends.areFull();
    }

    @Override
    public Map<String, String> headers() {
        return minimal ? Map.of(Prefer.APPLIED, Prefer.MINIMAL) : Map.of();
    }

    @Override
    public JsonFields counts() {
        return json -> {
            json.writeNumberField("admitted", admitted);
            json.writeNumberField("deferred", deferred);
            json.writeNumberField("suppressed", suppressed);
        };
    }
}
