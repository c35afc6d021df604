/// The decision in Redis: one class for each script, and the only code that knows Lettuce. `docs/data.md` says what
/// lies where.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
