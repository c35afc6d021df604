package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.Door;
import dev.opportune.gateway.send.request.Sends.CampaignAnswer;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.redis.StorageUnavailableException;
import dev.opportune.ratelimiter.send.Delivery;
import dev.opportune.ratelimiter.send.Ending;
import dev.opportune.ratelimiter.send.Lookup;
import dev.opportune.ratelimiter.send.SendStore;
import dev.opportune.ratelimiter.send.StoredSend;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cancels what waits or is ready of a campaign, one partition after the other, each send as if it were cancelled
/// alone. Bounded, so that no call holds up a lane's other work: what is left is for the next call. Confined to the
/// lane.
final class CampaignCancels {

    private static final Logger LOG = LoggerFactory.getLogger(CampaignCancels.class);

    /// Sends that one call looks at.
    static final int MOST = 5_000;

    /// Of those, as many at once.
    private static final int PAGE = 100;

    /// Calls under way in a lane.
    private static final int CALLS = 4;

    private final SendStore store;
    private final SendMetrics metrics;
    private int calls;

    CampaignCancels(SendStore store, SendMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    Future<CampaignAnswer> cancel(String caller, String campaign) {
        if (calls == CALLS) return Future.succeededFuture(new CampaignAnswer.Overloaded(Door.RETRY_AFTER));
        calls++;
        return new Run(caller, campaign)
                .next()
                .recover(failure -> failure instanceof StorageUnavailableException
                        ? Future.succeededFuture(new CampaignAnswer.StorageUnavailable())
                        : Future.failedFuture(failure))
                .andThen(_ -> calls--);
    }

    /// One call.
    private final class Run {

        private final String caller;
        private final String campaign;
        private int partition;
        private @Nullable String last;
        private int looked;
        private int cancelled;
        private int tooLate;

        Run(String caller, String campaign) {
            this.caller = caller;
            this.campaign = campaign;
        }

        Future<CampaignAnswer> next() {
            boolean done = partition == store.partitions();
            if (done || looked >= MOST) {
                return Future.succeededFuture(new CampaignAnswer.Cancelled(cancelled, tooLate, done));
            }
            return store.ofCampaign(partition, caller, campaign, last, PAGE).compose(ids -> {
                looked += ids.size();
                last = ids.size() < PAGE ? null : ids.getLast();
                if (last == null) partition++;
                return Future.all(ids.stream().map(this::cancel).toList()).compose(_ -> next());
            });
        }

        private Future<?> cancel(String sendId) {
            return store.find(sendId)
                    .compose(known -> known.orElse(null) instanceof Lookup.Known.Alive(var send) && isMine(send)
                            ? store.cancel(sendId, send.about().user()).onSuccess(done -> count(send, done))
                            : Future.succeededFuture())
                    .recover(failure -> passOver(sendId, failure));
        }

        private boolean isMine(StoredSend send) {
            return send.about().caller().equals(caller)
                    && campaign.equals(send.about().campaign());
        }

        private void count(StoredSend send, Ending.Cancelled done) {
            switch (done) {
                case CANCELLED -> {
                    cancelled++;
                    metrics.ended(send.about().category(), stateOf(send), send.isAcceptedInTime());
                }
                case TOO_LATE -> tooLate++;
                case ENDED, NOT_FOUND -> {} // it is no send that waits
            }
        }

        /// A send that cannot be read holds up no other.
        private static <T> Future<T> passOver(String sendId, Throwable failure) {
            if (failure instanceof StorageUnavailableException) return Future.failedFuture(failure);
            LOG.error("send {} cannot be cancelled", sendId, failure);
            return Future.succeededFuture();
        }
    }

    /// As its receipt has it: what was shown before it was to be tried again stays true.
    private static SendState stateOf(StoredSend send) {
        if (has(send, Outcome.ACCEPTED)) return SendState.ACCEPTED;
        return has(send, Outcome.UNCONFIRMED) ? SendState.UNCONFIRMED : SendState.CANCELLED;
    }

    private static boolean has(StoredSend send, Outcome outcome) {
        return send.deliveries().stream().map(Delivery::outcome).anyMatch(outcome::equals);
    }
}
