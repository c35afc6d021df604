/// Lanes: one event loop each with all that a send touches, so that the path has no lock and no thread hop.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.lane;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
