package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import dev.opportune.perf.chaos.site.RedisProcess;
import java.io.IOException;
import java.time.Duration;

/// One thing that goes wrong for a while, and is over when it returns.
public sealed interface Disturbance
        permits GatewayKilled,
                GatewayPaused,
                GatewayStopped,
                RedisKilled,
                ReplicaFrozen,
                ReplicaBehind,
                SlotsMoved,
                ReplyCut,
                LinkReset,
                LinkSlow,
                LinkFrozen,
                ProviderFrozen,
                ProviderGoesAway,
                ProviderFails,
                ClockSteps {

    /// What befalls a master befalls no other meanwhile: a majority of them is left.
    String MASTERS = "redis";

    /// Whom it befalls; one at a time befalls each.
    String whom();

    /// What it is, for the log.
    String what();

    /// Does it.
    ///
    /// @return what was seen; empty: nothing that is worth a word
    String happen(Fleet fleet) throws IOException, InterruptedException;

    /// Whether it takes a gateway away: one is left at any time.
    default boolean takesAGateway() {
        return false;
    }

    /// Of those that serve now.
    static RedisProcess master(Fleet fleet, int number) throws IOException {
        var masters = fleet.redis().masters();
        if (masters.isEmpty()) throw new IOException("no master answers");
        return masters.get(number % masters.size());
    }

    /// For a log.
    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
