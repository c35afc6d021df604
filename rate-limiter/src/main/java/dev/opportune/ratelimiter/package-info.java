/// The policy and the decision: what may be shown to a user, and when.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
