package dev.opportune.gateway.http.reports;

import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.measure.Reporting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is served under `/v1/reports`.
public final class ReportRoutes {

    private ReportRoutes() {}

    /// The routes over what one lane reads.
    ///
    /// @param reporting null: nothing is measured here, and whoever asks is told so
    public static List<Route> of(@Nullable Reporting reporting) {
        return List.of(new ReportEndpoint(reporting).route());
    }
}
