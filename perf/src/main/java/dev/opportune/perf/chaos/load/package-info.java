/// Callers: sends that arrive at a rate, whatever the answers do, each asked for until its caller knows.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
