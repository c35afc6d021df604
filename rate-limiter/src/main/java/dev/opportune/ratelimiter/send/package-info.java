/// Sends in Redis, from the decision to the receipt: one class for each script,
/// [dev.opportune.ratelimiter.send.SendStore]
/// before them. Start with [dev.opportune.ratelimiter.send.Admit].
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.send;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
