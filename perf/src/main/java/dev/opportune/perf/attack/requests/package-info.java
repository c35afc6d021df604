/// Attacks by what single requests say, and by what happens around the gateway.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.requests;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
