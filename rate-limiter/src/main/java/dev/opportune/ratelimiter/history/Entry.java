package dev.opportune.ratelimiter.history;

import java.util.List;

/// One thing that became of a send while it waited, and when, by Redis' clock.
public sealed interface Entry {

    long atMillis();

    /// It was decided afresh, and a lane has it.
    record TakenUp(long atMillis) implements Entry {}

    /// It was decided afresh, and waits again.
    ///
    /// @param reason as of a deferral
    record Parked(long atMillis, long untilMillis, String reason) implements Entry {}

    /// It was looked at before its own time, and something speaks against it that may be over by then.
    ///
    /// @param reason as of a suppression
    record NotYet(long atMillis, long untilMillis, String reason) implements Entry {}

    /// Its lane handed it back, to be looked at again then.
    ///
    /// @param tried what the attempts of that round said; none: none was made
    /// @param others deliveries whose attempts are not among them, for there is no room
    record PutOff(long atMillis, long untilMillis, List<Tried> tried, int others) implements Entry {}

    /// Its lane's lease ran out: whatever was on the wire may have arrived.
    ///
    /// @param owner the lane that had it
    record TakenOver(long atMillis, String owner) implements Entry {}

    /// What its deliveries to an app waited for has come.
    record BroughtForward(long atMillis, String app) implements Entry {}
}
