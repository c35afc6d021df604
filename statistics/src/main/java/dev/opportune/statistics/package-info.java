/// What counts of an experiment say: intervals that stay right however often they are looked at
/// ([dev.opportune.statistics.Lift]), whether users fell into arms as they should
/// ([dev.opportune.statistics.SampleRatio]), and the verdict ([dev.opportune.statistics.Results]).
/// Pure: numbers in, values out; any thread.
@NullMarked
@CheckReturnValue
package dev.opportune.statistics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
