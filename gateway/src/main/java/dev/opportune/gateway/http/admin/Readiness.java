package dev.opportune.gateway.http.admin;

import dev.opportune.gateway.http.Reply;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;

/// `/readyz`: ready when none of the vital checks finds a fault, degraded when another does, and stopping as soon as
/// the gateway is told to end, whatever the checks would find.
public final class Readiness {

    private static final Reply STOPPING = Reply.json(503, json -> {
        json.writeStringField("status", "stopping");
        json.writeObjectFieldStart("checks");
        json.writeEndObject();
    });

    private final BooleanSupplier stopping;
    private final List<Check> checks;

    /// @param stopping whether the gateway was told to end
    /// @param checks what is told of
    public Readiness(BooleanSupplier stopping, List<Check> checks) {
        this.stopping = stopping;
        this.checks = List.copyOf(checks);
    }

    /// Never fails.
    Future<Reply> reply() {
        if (stopping.getAsBoolean()) return Future.succeededFuture(STOPPING);
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
