package dev.opportune.gateway.trace;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import org.jspecify.annotations.Nullable;

/// Why a collector did not take a batch, in words.
final class FailedExports {

    private FailedExports() {}

    /// @param result after its time; null: the collector has it
    static @Nullable String reason(CompletableResultCode result) {
        if (result.isSuccess()) return null;
        if (!result.isDone()) return "no answer in time";
        var failure = result.getFailureThrowable();
        if (failure instanceof HttpExportException http && http.failedWithResponse()) {
            var answer = http.getResponse();
            return answer == null ? "no answer" : "it answered " + answer.getStatusCode();
        }
        var cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
        return cause == null ? "unknown" : cause.toString();
    }
}
