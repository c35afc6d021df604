/// What sends count under, and what was counted: labels, folds into the home slot, and their reader.
@NullMarked
@CheckReturnValue
package dev.opportune.engagement.tally;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
