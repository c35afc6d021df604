package dev.opportune.perf.dashboards;

import java.time.Instant;

/// Something that was done to what is drawn.
///
/// @param letter by which plots call it
record Mark(String letter, Instant at, String what) {}
