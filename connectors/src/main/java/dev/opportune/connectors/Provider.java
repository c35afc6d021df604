package dev.opportune.connectors;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One app at one provider: its credentials, shared by all lanes.
public interface Provider {

    /// After a failure of its own no provider wants to be tried again sooner: "Wait at least 10 seconds before the
    /// first
    /// retry" (Firebase, "Scale FCM to large audiences"); Apple, which names no time, is given the same.
    Duration SOONEST_RETRY = Duration.ofSeconds(10);

    /// The app's name in the configuration.
    String app();

    Platform platform();

    /// A device token in the one form in which this provider's are kept, compared and pushed to: two texts that give
    /// the same are one device. Whoever takes a device token from outside asks this first.
    ///
    /// @throws IllegalArgumentException when the text cannot be a device token of this provider; the message
    ///     says what was expected, and never shows it
    String canonical(String deviceToken);

    /// The bytes that the message would have as a payload of this provider, to compare with [Platform#maxPayloadBytes].
    int payloadBytes(PushMessage message);

    /// What of the app's settings a payload depends on: apps for which this is equal write every message in as many
    /// bytes.
    default Object payloadForm() {
        return platform();
    }

    /// Every reason that an outcome of this provider's connectors is known to have, the provider's words and ours. A
    /// word that the provider has added since is not among them, and comes all the same.
    Set<String> reasons();

    /// A lane's connector. The first connection opens in the background.
    ///
    /// @param listener hears of this connector's connections
    Connector connect(Lane lane, ConnectorListener listener);

    /// A lane's connector that nobody listens to.
    default Connector connect(Lane lane) {
        return connect(lane, ConnectorListener.NONE);
    }

    /// Why none of the app's messages can be sent now, as a plain sentence for operators: credentials that cannot be
    /// used or that the provider refuses, else an [#outage]. Null: no reason is known. Thread-safe.
    @Nullable
    String fault();

    /// What an operator should mend though the app can send: a part of its devices that cannot be reached, a file of
    /// its credentials that is gone. A plain sentence; null: nothing is known of. Thread-safe.
    default @Nullable String warning() {
        return null;
    }

    /// Why there has been no connection to the provider for a while though lanes tried, as a plain sentence with host,
    /// port and cause. Null: there is one, or no need of one. Thread-safe.
    @Nullable
    String outage();

    /// Which setting seems to be wrong, since the provider calls nearly every device another app's: a plain sentence,
    /// and the [#fault]. Null: none seems to be. Thread-safe.
    default @Nullable String slip() {
        return null;
    }

    /// What the settings are known by that decide whose device tokens the app's are: others, such as another topic,
    /// environment, key or project, have another mark. Those that were of use last; empty: none were yet. Short, of
    /// letters, digits, `-` and `_`. Thread-safe.
    String settings();

    /// Reads the app's files again if they have changed since: new ones take effect on new connections, which replace
    /// the present ones as these drain; unusable ones become the [#fault]. Blocks: for a thread that may.
    void refresh();

    /// Releases what the lanes shared; their connectors are closed before.
    Future<Void> close();

    /// Where a connector lives.
    ///
    /// @param context the lane's Vert.x context, on `loop`'s thread
    /// @param loop the lane's event loop group, of one thread
    /// @param quotas what all gateways share of a provider's limits
    /// @param clock the one that deadlines are judged by, and that what is left of a moment is told by: not this
    ///     machine's, which may be wrong. Its time may step; what waits, waits by [System#nanoTime]
    record Lane(Vertx vertx, Context context, EventLoopGroup loop, Quotas quotas, InstantSource clock) {}
}
