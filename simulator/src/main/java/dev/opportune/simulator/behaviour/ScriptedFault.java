package dev.opportune.simulator.behaviour;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A fault as a test wants it.
///
/// @param retryAfter sent as `Retry-After`, in whole seconds, where there is an answer; null for none
public record ScriptedFault(Fault fault, @Nullable Duration retryAfter) {

    public ScriptedFault {
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("retry_after: " + retryAfter + " (expected: >= PT0S)");
        }
    }
}
