/// Users in Redis: profiles, devices, preferences, exports and erasure. [dev.opportune.ratelimiter.user.Users] is what
/// others see.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.user;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
