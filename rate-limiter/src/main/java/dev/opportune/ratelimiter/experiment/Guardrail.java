package dev.opportune.ratelimiter.experiment;

import java.util.Locale;

/// What no arm may make more frequent, counted once a user.
public enum Guardrail {
    /// The user turned away within a day of a push.
    REFUSED_AFTER,
    /// A provider no longer knew a device of the user's.
    FOUND_UNREGISTERED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
