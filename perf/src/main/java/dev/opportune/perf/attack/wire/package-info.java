/// HTTP as bytes on a socket, so that it can be spoken badly.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
