/// Providers' quotas, which all gateways share.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.quota;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
