package dev.opportune.connectors;

import io.vertx.core.Future;
import java.time.Duration;

/// Portions of what a provider allows all gateways together. Called on the lane's event loop, where the futures
/// complete; they never fail.
public interface Quotas {

    /// Without any bound: what is asked for is given.
    Quotas UNBOUNDED = (_, _, wanted) -> Future.succeededFuture(new Portion(wanted, Duration.ZERO));

    /// Takes a portion. What is taken counts as used, also when it is not.
    ///
    /// @param name whose quota it is, the same for all who share it, such as a project
    /// @param wanted permits, at least 1
    Future<Portion> take(String name, Terms terms, int wanted);

    /// What the provider allows.
    ///
    /// @param perMinute permits in any 60 s
    /// @param rampUp how long the rate takes from nothing to the whole after a pause; zero: no time
    record Terms(int perMinute, Duration rampUp) {
        public Terms {
            if (perMinute < 1) throw new IllegalArgumentException("perMinute: " + perMinute + " (expected: >= 1)");
            if (rampUp.isNegative()) throw new IllegalArgumentException("rampUp: " + rampUp + " (expected: >= 0)");
        }
    }

    /// What was given.
    ///
    /// @param permits from none to as many as were wanted
    /// @param nextIn how long to wait before asking for more; zero when all that was wanted was given
    record Portion(int permits, Duration nextIn) {}
}
