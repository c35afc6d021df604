package dev.opportune.perf.chaos.load;

import dev.opportune.perf.Told;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/// What one try came to.
///
/// @param at when it was over
/// @param gateway that was asked
public record Answer(Instant at, int gateway, Told told) {

    private static final Set<String> NOTHING_TAKEN =
            Set.of("storage-unavailable", "overloaded", "deadline-unreachable", "rate-limited");
    private static final Set<String> NO_USE = Set.of("deadline-unreachable");

    /// Whether the send was decided.
    public boolean isDecided() {
        return told.decision() != null;
    }

    /// Whether the gateway said that nothing was taken.
    public boolean isRefused() {
        return NOTHING_TAKEN.contains(problem());
    }

    /// Whether the caller cannot know: no answer, or `outcome-unknown`.
    public boolean isUnknown() {
        return told.status() == 0 || problem().equals("outcome-unknown");
    }

    /// Whether there is no use in another try.
    boolean isFinal() {
        return isDecided() || NO_USE.contains(problem()) || (!isRefused() && !isUnknown());
    }

    private String problem() {
        return Objects.requireNonNullElse(told.problem(), "");
    }
}
