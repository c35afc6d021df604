/// HTTP, and nothing else: requests become values, values become answers, and no decision is made. Read
/// `GatewayRouter`, then `SendEndpoint`.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
