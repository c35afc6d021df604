package dev.opportune.ratelimiter;

/// Which kind of micro-moment a category serves.
public enum Intent {
    KNOW,
    GO,
    DO,
    BUY
}
