package dev.opportune.gateway.http.sends;

import dev.opportune.gateway.config.Grants.Subject;
import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Rights;
import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.gateway.trace.TraceContext;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How the sends of one request are posted.
///
/// @param rights of who posts
/// @param in where their bodies say what
/// @param dryRun tells what would be decided, and changes nothing
/// @param from where the caller's trace stands; null: nowhere
record Posting(
        Sends sends,
        Rights rights,
        Pointers in,
        boolean dryRun,
        @Nullable TraceContext from) {

    /// @param call whose body has the sends
    static Posting of(Call call, Sends sends, Pointers in, boolean dryRun) {
        var from = sends.areFollowed() ? TraceContext.of(call.header("traceparent"), call.header("tracestate")) : null;
        return new Posting(sends, call.rights(), in, dryRun, from);
    }

    /// Posts one send, if the caller may, and gives what it is told.
    ///
    /// @param seen hears of the answer before
    Future<Reply> post(SendRequest send, Consumer<SendAnswer> seen) {
        if (!rights.holdWhole(Scope.SENDS_WRITE)) {
            var refusal = rights.refuse(Scope.SENDS_WRITE, subject(send));
            if (refusal.isPresent()) return Future.succeededFuture(refusal.get());
        }
        var answer = dryRun ? sends.dryRun(rights.caller(), send) : sends.send(rights.caller(), send, from);
        return answer.map(it -> {
            seen.accept(it);
            return SendAnswers.reply(it, in, rights.holdWhole(Scope.USERS_READ));
        });
    }

    private static Subject subject(SendRequest send) {
        return new Subject(
                send.category(),
                send.campaign(),
                send.devices().stream()
                        .map(SendRequest.InlineDevice::app)
                        .distinct()
                        .toList());
    }
}
