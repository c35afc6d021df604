package dev.opportune.gateway.config;

import java.util.Locale;

/// Of what a scope may be narrowed to some.
public enum Narrowing {
    CATEGORY,
    CAMPAIGN,
    APP;

    /// The word in the callers file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
