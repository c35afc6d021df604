package dev.opportune.ratelimiter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a send is, from its decision to its receipt.
public enum SendState {
    /// Until an instant at which it is looked at.
    WAITING,
    /// It may go, and has no lane.
    READY,
    /// A lane has it.
    DISPATCHING,

    ACCEPTED,
    UNCONFIRMED,
    REJECTED,
    EXPIRED,
    SUPPRESSED,
    CANCELLED,
    /// No lane could handle it.
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The word on the wire, in receipts and in metrics.
    public String word() {
        return word;
    }

    /// Empty for a word that only a later release knows.
    public static Optional<SendState> of(String word) {
        return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
    }

    /// Whether the send has ended.
    public boolean isTerminal() {
        return switch (this) {
            case WAITING, READY, DISPATCHING -> false;
            case ACCEPTED, UNCONFIRMED, REJECTED, EXPIRED, SUPPRESSED, CANCELLED, FAILED -> true;
        };
    }
}
