/// How far the events of each partition have been delivered to each webhook, and what could not be delivered.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
