package dev.opportune.perf.load;

/// One that was due.
///
/// @param dueNanos by [System#nanoTime]
public record Request(Content content, Phase phase, long dueNanos) {}
