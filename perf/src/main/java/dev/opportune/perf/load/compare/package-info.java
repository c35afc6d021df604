/// A gateway beside another pipeline, by turns. Read `Comparison`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.load.compare;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
