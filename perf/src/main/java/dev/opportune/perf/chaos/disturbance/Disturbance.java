package dev.opportune.perf.chaos.disturbance;

import dev.opportune.perf.chaos.site.Fleet;
import java.io.IOException;
import java.time.Duration;

/// One thing that goes wrong for a while, and is over when it returns.
public sealed interface Disturbance
        permits GatewayKilled,
                GatewayPaused,
                GatewayStopped,
                RedisKilled,
                ReplyCut,
                LinkReset,
                LinkSlow,
                LinkFrozen,
                ProviderFrozen,
                ProviderGoesAway,
                ProviderFails,
                ClockSteps {

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

    /// For a log.
    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
