/// The connectors against what one would use without them, both sides in one run: `benchmarks/connectors` prints
/// the table of `docs/results/connectors.md`. The simulator and each side are processes of their own, so that
/// processor time and allocation are that side's alone.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks.connectors;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
