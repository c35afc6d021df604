/// Rows of a report, from counts alone: sums, rates with their intervals, times. No Redis, no JSON.
@NullMarked
@CheckReturnValue
package dev.opportune.engagement.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
