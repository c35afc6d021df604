package dev.opportune.perf.chaos.load;

import java.time.Instant;

/// What is sent.
public interface Source {

    /// How many sends there may be.
    int most();

    /// The send of this number.
    Send send(int number, Instant now);
}
