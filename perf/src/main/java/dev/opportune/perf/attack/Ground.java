package dev.opportune.perf.attack;

/// What a gateway is started with for an attack.
public enum Ground {
    /// As it comes.
    PLAIN,
    /// It may open 1,500 files.
    FEW_FILES,
    /// Nobody reads what it says on stderr once it is up.
    STALLED_STDERR
}
