package dev.opportune.connectors.fcm;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.fcm.AccessTokens.Fetched.Bearer;
import dev.opportune.connectors.wire.Attempt;
import dev.opportune.connectors.wire.Outcomes;
import dev.opportune.connectors.wire.Progress;
import dev.opportune.connectors.wire.Settlement;
import io.vertx.core.http.HttpClientRequest;
import org.jspecify.annotations.Nullable;

/// One message on its way to FCM, with the permit of the project's quota and the stream that it took.
final class FcmAttempt extends Attempt {

    private final FcmConnection connection;
    private final QuotaPermits quota;

    private int writes;
    private @Nullable Bearer bearer;
    private @Nullable HttpClientRequest request;

    /// @param quota what it took one permit of
    FcmAttempt(PushMessage message, FcmConnection connection, QuotaPermits quota, Settlement settlement) {
        super(message, settlement);
        this.connection = connection;
        this.quota = quota;
    }

    FcmConnection connection() {
        return connection;
    }

    /// Gives the outcome to whoever waits for it, and back what it did not use; only the first one counts.
    @Override
    public void settle(DeliveryOutcome outcome) {
        if (isSettled()) return;
        // Each write counts against the quota.
        if (writes == 0) {
            quota.giveBack();
        } else if (writes > 1) {
            quota.take();
        }
        super.settle(outcome);
        // In this order: whoever is told of room has seen this outcome.
        connection.release();
    }

    /// While it waits for an access token or a stream, it is with us.
    @Override
    protected boolean canBeLeftOut() {
        return progress() == Progress.WAITING;
    }

    @Override
    protected DeliveryOutcome leftOut() {
        return bearer == null ? AccessTokens.unavailable() : Outcomes.notConnected();
    }

    /// It has an access token to go with.
    void authorized(Bearer by) {
        bearer = by;
    }

    /// It goes out on this request; from here on the server may have seen it.
    void writtenTo(HttpClientRequest newRequest) {
        request = newRequest;
        writes++;
    }

    /// The request on which it may have gone out, null before.
    @Nullable
    HttpClientRequest request() {
        return request;
    }

    /// Whether this is the request on which it goes out now.
    boolean isOn(HttpClientRequest written) {
        return written.equals(request);
    }

    /// FCM refused its bearer token, so it was not looked at: it may go once more with another. False the second
    /// time.
    boolean mayRenew() {
        if (writes > 1) return false;
        bearer = null;
        request = null;
        again();
        return true;
    }
}
