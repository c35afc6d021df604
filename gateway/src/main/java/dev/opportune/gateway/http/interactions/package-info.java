/// `/v1/interactions`: what apps and backends report of sends, on the wire.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.interactions;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
