package dev.opportune.gateway.http;

import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.gateway.trace.TraceContext;
import dev.opportune.ratelimiter.Decision;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Answers what a test tells it to, and remembers what it was asked.
public final class RecordingSends implements Sends {

    public static final Instant DEADLINE = Instant.parse("2026-11-22T13:00:00Z");

    public record Asked(String operation, String caller, Object what) {}

    public final List<Asked> asked = new CopyOnWriteArrayList<>();
    public volatile Future<SendAnswer> answer;
    public volatile Future<FindAnswer> found;
    public volatile boolean full;
    public volatile Future<StoryAnswer> story;
    public volatile Future<CancelAnswer> cancelled;
    public volatile Future<CampaignAnswer> cancelledCampaign;

    public RecordingSends() {
        reset();
    }

    public void reset() {
        asked.clear();
        full = false;
        answer = Future.succeededFuture(new SendAnswer.Decided("s-1", new Decision.Admitted(2, DEADLINE), false));
        found = Future.succeededFuture(new FindAnswer.NotFound());
        story = Future.succeededFuture(new StoryAnswer.NotFound());
        cancelled = Future.succeededFuture(new CancelAnswer.NotFound());
        cancelledCampaign = Future.succeededFuture(new CampaignAnswer.Cancelled(3, 1, false));
    }

    @Override
    public Future<SendAnswer> send(String caller, SendRequest request, @Nullable TraceContext from) {
        asked.add(new Asked("send", caller, request));
        return answer;
    }

    @Override
    public boolean areFollowed() {
        return false;
    }

    @Override
    public boolean areFull() {
        return full;
    }

    @Override
    public Future<SendAnswer> dryRun(String caller, SendRequest request) {
        asked.add(new Asked("dryRun", caller, request));
        return answer;
    }

    @Override
    public Future<FindAnswer> find(String sendId) {
        asked.add(new Asked("find", "", sendId));
        return found;
    }

    @Override
    public Future<StoryAnswer> story(String sendId) {
        asked.add(new Asked("story", "", sendId));
        return story;
    }

    @Override
    public Optional<Instant> timeOf(String sendId) {
        return Optional.empty();
    }

    @Override
    public Future<CampaignAnswer> cancelCampaign(String caller, String campaign) {
        asked.add(new Asked("cancelCampaign", caller, campaign));
        return cancelledCampaign;
    }

    @Override
    public Future<CancelAnswer> cancel(String sendId) {
        asked.add(new Asked("cancel", "", sendId));
        return cancelled;
    }
}
