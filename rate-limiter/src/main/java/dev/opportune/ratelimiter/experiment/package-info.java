/// Experiments as the policy states them: what is compared, and which words a user gets. Pure.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.experiment;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
