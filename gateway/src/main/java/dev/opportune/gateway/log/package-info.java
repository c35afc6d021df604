/// How lines of the log get out without keeping anybody waiting.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.log;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
