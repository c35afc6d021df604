/// What is kept of device tokens: who has them, and what providers said of them. Knows nothing of users but their ids.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.device;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
