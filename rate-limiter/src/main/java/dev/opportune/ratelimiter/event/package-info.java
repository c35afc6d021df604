/// The events that callers read: written by scripts that end sends or hear of devices, read here.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
