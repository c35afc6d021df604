/// How much a lane takes on, how fast, and when it tries again: rules that know numbers and clocks, and no send.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.send.limit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
