package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.gateway.send.request.SendView;
import dev.opportune.gateway.send.request.Sends;
import dev.opportune.gateway.trace.TraceContext;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.Receipt;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a lane does with sends: its pipeline, and in front of it what touches no device, which is dry runs, look-ups
/// and cancellations.
public final class LaneSends implements Sends {

    private final SendStore store;
    private final SendMetrics metrics;
    private final SendPipeline pipeline;
    private final DryRuns dryRuns;
    private final Releases releases;
    private final CampaignCancels campaigns;
    private final Traces traces;

    private LaneSends(SendingLane lane) {
        this.store = lane.store();
        this.metrics = lane.metrics();
        this.traces = lane.traces();
        var backlog = new Backlog(store.partitions());
        var decisions = new Decisions(metrics, System::nanoTime);
        this.pipeline = new SendPipeline(lane, decisions, backlog);
        var takenUp = new TakenUp(lane, decisions, pipeline::dispatch);
        this.dryRuns = new DryRuns(lane);
        this.releases = new Releases(lane, pipeline, takenUp, backlog);
        this.campaigns = new CampaignCancels(store, metrics);
    }

    /// Begins to take sends, and to take up what waits in this lane's share of the partitions.
    public static LaneSends start(SendingLane lane) {
        var sends = new LaneSends(lane);
        sends.releases.start();
        return sends;
    }

    /// The partitions that fall to this lane now.
    public Set<Integer> partitions() {
        return releases.partitions();
    }

    /// Takes nothing up any more, and completes when what is held has ended or was handed back.
    ///
    /// @param patience with what is on the wire; what has no answer then is handed back as it is
    public Future<Void> close(Duration patience) {
        releases.close();
        return pipeline.close(patience);
    }

    @Override
    public Future<SendAnswer> send(String caller, SendRequest request, @Nullable TraceContext from) {
        var trace = traces.begins(from);
        if (!trace.isFollowed()) return pipeline.send(caller, request);
        return pipeline.send(caller, request.followedBy(trace))
                .onSuccess(answer -> Admissions.tell(trace, request.category(), answer))
                .onFailure(_ -> trace.notAdmitted(Admissions.DEFECT));
    }

    @Override
    public boolean areFollowed() {
        return traces.areKept();
    }

    @Override
    public boolean areFull() {
        return pipeline.room().isFull();
    }

    @Override
    public Future<SendAnswer> dryRun(String caller, SendRequest request) {
        return dryRuns.of(caller, request);
    }

    @Override
    public Future<FindAnswer> find(String sendId) {
        return store.find(sendId)
                .<FindAnswer>map(known -> known.<FindAnswer>map(k -> new FindAnswer.Found(view(k)))
                        .orElseGet(FindAnswer.NotFound::new))
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(new FindAnswer.StorageUnavailable())
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<StoryAnswer> story(String sendId) {
        return store.story(sendId)
                .<StoryAnswer>map(
                        known -> known.<StoryAnswer>map(StoryAnswer.Told::new).orElseGet(StoryAnswer.NotFound::new))
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(new StoryAnswer.StorageUnavailable())
                        : Future.failedFuture(failure));
    }

    @Override
    public Optional<Instant> timeOf(String sendId) {
        return store.timeOf(sendId);
    }

    @Override
    public Future<CancelAnswer> cancel(String sendId) {
        return store.find(sendId)
                .compose(known -> known.isEmpty()
                        ? Future.<CancelAnswer>succeededFuture(new CancelAnswer.NotFound())
                        : store.cancel(sendId, known.get().about().user()).compose(done -> cancelled(sendId, done)))
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(new CancelAnswer.StorageUnavailable())
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<CampaignAnswer> cancelCampaign(String caller, String campaign) {
        return campaigns.cancel(caller, campaign);
    }

    private Future<CancelAnswer> cancelled(String sendId, Ending.Cancelled done) {
        return store.find(sendId).map(known -> {
            if (known.isEmpty()) return new CancelAnswer.NotFound();
            var view = view(known.get());
            return switch (done) {
                case CANCELLED -> {
                    metrics.ended(view.about().category(), view.state(), view.isAcceptedInTime());
                    yield new CancelAnswer.Cancelled(view);
                }
                case TOO_LATE, ENDED -> new CancelAnswer.TooLate(view.state());
                case NOT_FOUND -> new CancelAnswer.NotFound();
            };
        });
    }

    private static SendView view(Lookup.Known known) {
        return switch (known) {
            case Lookup.Known.Alive(StoredSend s) ->
                new SendView(
                        s.sendId(),
                        s.about(),
                        s.state(),
                        null,
                        Instant.ofEpochMilli(s.deadlineMillis()),
                        SendView.Delivery.of(s.deliveries()));
            case Lookup.Known.Ended(Receipt r) ->
                new SendView(
                        r.sendId(),
                        r.about(),
                        r.state(),
                        r.reason(),
                        Instant.ofEpochMilli(r.deadlineMillis()),
                        SendView.Delivery.of(r.deliveries()));
        };
    }
}
