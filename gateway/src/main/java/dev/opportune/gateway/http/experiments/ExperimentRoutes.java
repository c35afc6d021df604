package dev.opportune.gateway.http.experiments;

import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.measure.Reporting;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.user.Users;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All that is served under `/v1/experiments`.
public final class ExperimentRoutes {

    private ExperimentRoutes() {}

    /// The routes over what one lane reads.
    ///
    /// @param reporting null: nothing is measured here, and whoever asks for results is told so
    public static List<Route> of(@Nullable Reporting reporting, Supplier<Policy> policy, Users users) {
        return new ExperimentEndpoint(reporting, policy, users).routes();
    }
}
