package dev.opportune.ratelimiter;

/// What goes first and is shed last, in this order. Set by the category, never by the caller.
public enum SendClass {
    CRITICAL,
    TRANSACTIONAL,
    PROMOTIONAL
}
