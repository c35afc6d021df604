/// What became of a send while it waited, as its record and its receipt keep it:
/// [dev.opportune.ratelimiter.history.History].
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.history;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
