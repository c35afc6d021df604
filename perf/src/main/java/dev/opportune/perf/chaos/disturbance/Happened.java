package dev.opportune.perf.chaos.disturbance;

import java.time.Instant;

/// A disturbance that is over.
///
/// @param number in the order of the schedule, from 1
/// @param fault why it could not be made, or did not end; empty: it did
public record Happened(
        int number, Kind kind, Disturbance disturbance, Instant from, Instant until, String seen, String fault) {

    /// For a log.
    public String line() {
        return "%4d  %s  %6.2f s  %-19s %s: %s%s%s"
                .formatted(
                        number,
                        from,
                        (until.toEpochMilli() - from.toEpochMilli()) / 1000.0,
                        kind.word(),
                        disturbance.whom(),
                        disturbance.what(),
                        seen.isEmpty() ? "" : "; " + seen,
                        fault.isEmpty() ? "" : "; FAILED: " + fault);
    }

    /// Whether it went on at some time between these.
    public boolean overlaps(Instant begin, Instant end) {
        return !from.isAfter(end) && !until.isBefore(begin);
    }
}
