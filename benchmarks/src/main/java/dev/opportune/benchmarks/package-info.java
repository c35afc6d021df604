/// What the parts of a send cost, each in isolation: a benchmark states its question, its workload and its command.
/// `docs/results/benchmarks.md` holds what was measured.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
