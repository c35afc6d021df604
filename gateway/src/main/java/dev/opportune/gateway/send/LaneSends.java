package dev.opportune.gateway.send;

import dev.opportune.ratelimiter.redis.Delivery;
import dev.opportune.ratelimiter.redis.Ending;
import dev.opportune.ratelimiter.redis.Lookup;
import dev.opportune.ratelimiter.redis.Receipt;
import dev.opportune.ratelimiter.redis.SendStore;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.redis.StoredSend;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/// What a lane does with sends, in front of its pipeline: the look-ups and cancellations that touch no device.
public final class LaneSends implements Sends {

    private final SendPipeline pipeline;
    private final SendStore store;
    private final SendMetrics metrics;

    public LaneSends(SendPipeline pipeline, SendStore store, SendMetrics metrics) {
        this.pipeline = pipeline;
        this.store = store;
        this.metrics = metrics;
    }

    @Override
    public Future<SendAnswer> send(String caller, SendRequest request) {
        return pipeline.send(caller, request);
    }

    @Override
    public Future<SendAnswer> dryRun(String caller, SendRequest request) {
        return pipeline.dryRun(caller, request);
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
    public Future<CancelAnswer> cancel(String sendId) {
        return store.find(sendId)
                .compose(known -> known.isEmpty()
                        ? Future.<CancelAnswer>succeededFuture(new CancelAnswer.NotFound())
                        : store.cancel(sendId, known.get().user()).compose(done -> cancelled(sendId, done)))
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(new CancelAnswer.StorageUnavailable())
                        : Future.failedFuture(failure));
    }

    private Future<CancelAnswer> cancelled(String sendId, Ending.Cancelled done) {
        return store.find(sendId).map(known -> {
            if (known.isEmpty()) return new CancelAnswer.NotFound();
            var view = view(known.get());
            return switch (done) {
                case CANCELLED -> {
                    metrics.ended(view.category(), view.state());
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
                        s.user(),
                        s.category(),
                        s.campaign(),
                        s.ref(),
                        s.state(),
                        null,
                        Instant.ofEpochMilli(s.deadlineMillis()),
                        s.policyVersion(),
                        deliveries(s.deliveries()));
            case Lookup.Known.Ended(Receipt r) ->
                new SendView(
                        r.sendId(),
                        r.user(),
                        r.category(),
                        r.campaign(),
                        r.ref(),
                        r.state(),
                        r.reason(),
                        Instant.ofEpochMilli(r.deadlineMillis()),
                        r.policyVersion(),
                        deliveries(r.deliveries()));
        };
    }

    private static List<SendView.Delivery> deliveries(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(d -> new SendView.Delivery(
                        d.app(),
                        d.deviceId(),
                        d.outcome(),
                        d.reason(),
                        d.providerId(),
                        d.attempts(),
                        d.atMillis() == 0 ? null : Instant.ofEpochMilli(d.atMillis())))
                .toList();
    }
}
