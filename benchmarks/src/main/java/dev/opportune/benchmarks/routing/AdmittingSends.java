package dev.opportune.benchmarks.routing;

import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.gateway.trace.TraceContext;
import dev.opportune.ratelimiter.Decision;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Admits every send at once: what is left is HTTP.
final class AdmittingSends implements Sends {

    private static final SendAnswer ADMITTED = new SendAnswer.Decided(
            "0-benchmark-1", new Decision.Admitted(1, Instant.parse("2026-11-22T13:00:00Z")), false);

    @Override
    public Future<SendAnswer> send(String caller, SendRequest request, @Nullable TraceContext from) {
        return Future.succeededFuture(ADMITTED);
    }

    @Override
    public boolean areFollowed() {
        return false;
    }

    @Override
    public boolean areFull() {
        return false;
    }

    @Override
    public Future<SendAnswer> dryRun(String caller, SendRequest request) {
        return Future.succeededFuture(ADMITTED);
    }

    @Override
    public Future<FindAnswer> find(String sendId) {
        return Future.succeededFuture(new FindAnswer.NotFound());
    }

    @Override
    public Future<StoryAnswer> story(String sendId) {
        return Future.succeededFuture(new StoryAnswer.NotFound());
    }

    @Override
    public Optional<Instant> timeOf(String sendId) {
        return Optional.empty();
    }

    @Override
    public Future<CampaignAnswer> cancelCampaign(String caller, String campaign) {
        return Future.succeededFuture(new CampaignAnswer.Cancelled(0, 0, true));
    }

    @Override
    public Future<CancelAnswer> cancel(String sendId) {
        return Future.succeededFuture(new CancelAnswer.NotFound());
    }
}
