/// The way between a gateway and Redis, and what networks do to it.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos.link;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
