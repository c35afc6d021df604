package dev.opportune.gateway.config;

import static dev.opportune.gateway.config.Narrowing.APP;
import static dev.opportune.gateway.config.Narrowing.CAMPAIGN;
import static dev.opportune.gateway.config.Narrowing.CATEGORY;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a caller may do. Sends are its own, and those of others with the scopes that end in `all`.
public enum Scope {
    SENDS_WRITE,
    SENDS_READ,
    USERS_WRITE,
    USERS_READ,
    EVENTS_READ,
    INTERACTIONS_WRITE,
    REPORTS_READ,
    SENDS_WRITE_ALL,
    SENDS_READ_ALL,
    EVENTS_READ_ALL;

    private static final String ALL = "_ALL";

    /// The word in the callers file and in answers, such as `sends:write`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /// By what it may be narrowed.
    Set<Narrowing> narrowings() {
        return switch (this) {
            case SENDS_WRITE -> Set.of(CATEGORY, CAMPAIGN, APP);
            case SENDS_WRITE_ALL, SENDS_READ_ALL, EVENTS_READ_ALL -> Set.of(CATEGORY, CAMPAIGN);
            case SENDS_READ, USERS_WRITE, USERS_READ, EVENTS_READ, INTERACTIONS_WRITE, REPORTS_READ -> Set.of();
        };
    }

    /// What comes with it: of a scope that ends in `all` the same for a caller's own.
    Optional<Scope> includes() {
        return name().endsWith(ALL)
                ? Optional.of(valueOf(name().substring(0, name().length() - ALL.length())))
                : Optional.empty();
    }
}
