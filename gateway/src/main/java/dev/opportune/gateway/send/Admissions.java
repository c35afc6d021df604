package dev.opportune.gateway.send;

import dev.opportune.gateway.send.request.SendAnswer;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.ratelimiter.Decision;

/// What a send's trace is told of its admission.
final class Admissions {

    static final String DEFECT = "defect";

    private static final String REFUSED = "refused";

    private Admissions() {}

    /// @param category as the caller has it: told only where the policy knows it
    static void tell(SendTrace trace, String category, SendAnswer answer) {
        switch (answer) {
            case SendAnswer.Decided(var _, var decision, var replayed, var _) ->
                tell(trace, category, decision, replayed);
            case SendAnswer.DryRun _ -> trace.admitted(category, "dry_run", "");
            case SendAnswer.MemoryShort _ -> trace.notAdmitted("memory_short");
            case SendAnswer.OutcomeUnknown(var sendId) -> {
                trace.isNamed(sendId);
                trace.notAdmitted("outcome_unknown");
            }
            case SendAnswer.Overloaded _ -> trace.notAdmitted("overloaded");
            case SendAnswer.StorageUnavailable _ -> trace.notAdmitted("storage_unavailable");
            case SendAnswer.BadParams _ -> trace.admitted(category, REFUSED, "bad_params");
            case SendAnswer.DeadlineUnreachable _ -> trace.admitted(category, REFUSED, "deadline_unreachable");
            case SendAnswer.IdempotencyMismatch _ -> trace.admitted(category, REFUSED, "idempotency_mismatch");
            case SendAnswer.MomentTooFar _ -> trace.admitted(category, REFUSED, "moment_too_far");
            case SendAnswer.PayloadTooLarge _ -> trace.admitted(category, REFUSED, "payload_too_large");
            case SendAnswer.UnknownApp _ -> trace.admitted("", REFUSED, "unknown_app");
            case SendAnswer.UnknownCategory _ -> trace.admitted("", REFUSED, "unknown_category");
            case SendAnswer.UnknownExperiment _ -> trace.admitted("", REFUSED, "unknown_experiment");
            case SendAnswer.UnknownTemplate _ -> trace.admitted("", REFUSED, "unknown_template");
            case SendAnswer.VariantsMismatch _ -> trace.admitted("", REFUSED, "variants_mismatch");
        }
    }

    private static void tell(SendTrace trace, String category, Decision decision, boolean replayed) {
        switch (decision) {
            case Decision.Admitted _ -> trace.admitted(category, "admitted", replayed ? "replayed" : "");
            case Decision.Deferred deferred ->
                trace.admitted(category, "deferred", deferred.reason().word());
            case Decision.Suppressed suppressed ->
                trace.admitted(category, "suppressed", suppressed.reason().word());
        }
    }
}
