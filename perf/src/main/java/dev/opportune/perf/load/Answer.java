package dev.opportune.perf.load;

/// An answer of HTTP.
///
/// @param replayed whether the gateway said that it had answered before
public record Answer(int status, String body, boolean replayed) {}
