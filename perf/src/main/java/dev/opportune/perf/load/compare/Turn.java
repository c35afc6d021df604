package dev.opportune.perf.load.compare;

/// What a side came to in one turn.
///
/// @param perSecond sends that were decided
/// @param processMicros of its process' processor a send, and so on
/// @param busyCores what the machine did altogether, in processors; 0 where it does not tell
record Turn(
        double perSecond,
        double processMicros,
        double redisMicros,
        double simulatorMicros,
        double generatorMicros,
        double busyCores,
        double p99Millis,
        double failed) {}
