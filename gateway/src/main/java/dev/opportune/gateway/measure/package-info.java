/// What a lane does to measure what becomes of sends: it writes proofs into pushes, and folds what partitions have
/// counted. Start with [dev.opportune.gateway.measure.LaneMeasure].
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.measure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
