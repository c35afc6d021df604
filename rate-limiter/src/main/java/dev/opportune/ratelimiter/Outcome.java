package dev.opportune.ratelimiter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What came of an attempt to push to a device.
public enum Outcome {
    ACCEPTED,
    /// The device token is dead.
    UNREGISTERED,
    REJECTED,
    /// Too much was sent for now.
    THROTTLED,
    /// Certainly not handled: safe to retry.
    NOT_SENT,
    /// It may have arrived.
    UNCONFIRMED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The word on the wire, in records and in metrics.
    public String word() {
        return word;
    }

    /// Empty for a word that only a later release knows.
    public static Optional<Outcome> of(String word) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.word.equals(word))
                .findFirst();
    }
}
