package dev.opportune.gateway.http.admin;

import dev.opportune.gateway.http.Reply;
import io.vertx.core.Future;
import java.util.List;

/// `/readyz`: ready when none of the vital checks finds a fault, degraded when another does.
final class Readiness {

    private final List<Check> checks;

    Readiness(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /// Never fails.
    Future<Reply> reply() {
        var findings = checks.stream().map(Check::find).toList();
        return Future.all(findings).map(all -> {
            boolean ready = true;
            boolean well = true;
            for (int i = 0; i < checks.size(); i++) {
                boolean faulty = findings.get(i).result().isPresent();
                ready &= !(faulty && checks.get(i).vital());
                well &= !faulty;
            }
            String status = ready ? well ? "ready" : "degraded" : "not ready";
            return Reply.json(ready ? 200 : 503, json -> {
                json.writeStringField("status", status);
                json.writeObjectFieldStart("checks");
                for (int i = 0; i < checks.size(); i++) {
                    json.writeStringField(
                            checks.get(i).name(), findings.get(i).result().orElse("ok"));
                }
                json.writeEndObject();
            });
        });
    }
}
