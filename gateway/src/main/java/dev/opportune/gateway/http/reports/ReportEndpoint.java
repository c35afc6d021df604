package dev.opportune.gateway.http.reports;

import dev.opportune.gateway.config.Scope;
import dev.opportune.gateway.http.Call;
import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.http.Places;
import dev.opportune.gateway.http.Problem;
import dev.opportune.gateway.http.Reply;
import dev.opportune.gateway.http.Route;
import dev.opportune.gateway.measure.Reporting;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/v1/reports`: figures of what became of sends, by one dimension.
final class ReportEndpoint {

    private final @Nullable Reporting reporting;
    private final Places running = new Places("reports", Limits.REPORTS, Limits.REPORTS_OF_CALLER);

    ReportEndpoint(@Nullable Reporting reporting) {
        this.reporting = reporting;
    }

    Route route() {
        return Route.of(
                "/v1/reports",
                Map.of(HttpMethod.GET, new Route.Operation(Scope.REPORTS_READ, ReportQuery.PARAMETERS, this::get)));
    }

    private Future<Reply> get(Call call) {
        var here = reporting;
        if (here == null) {
            return Future.succeededFuture(
                    Problem.NOT_FOUND.because("nothing is measured here (expected: engagement in the configuration)"));
        }
        var query = ReportQuery.read(call.query(), here.now());
        var full = running.take(call.caller());
        if (full.isPresent()) return Future.succeededFuture(full.get());
        // What happens while it is read may be in it or not.
        var terms = new ReportAnswers.Terms(here.now(), here.minUsers(), here.maturing());
        return here.read(
                        query.by(),
                        query.isOfDeliveries(),
                        query.zone(),
                        query::wants,
                        query.fromHour(),
                        query.toHour())
                .map(report -> ReportAnswers.of(query, report, terms))
                .onComplete(_ -> running.giveBack(call.caller()));
    }
}
