package dev.opportune.gateway.config;

import java.util.Locale;

/// What a caller may do.
public enum Scope {
    SENDS_WRITE,
    SENDS_READ,
    USERS_WRITE,
    USERS_READ,
    EVENTS_READ;

    /// The word in the callers file and in answers, such as `sends:write`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
