/// Attacks by connections that are held, and by answers that nobody reads.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.connections;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
