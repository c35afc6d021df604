/// What a decision costs: its round trips, its script, its memory in Redis, and how it compares with limiters that one
/// would use without it. `benchmarks/decisions` prints the tables of `docs/results/decisions.md`. Each run has a Redis
/// of its own: `redis-server` from the PATH, else the embedded one.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks.decisions;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
