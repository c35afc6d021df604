/// What a gateway measures of itself, Redis and the providers; `docs/metrics.md` explains each. What sends and requests
/// come to is counted where they are.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
