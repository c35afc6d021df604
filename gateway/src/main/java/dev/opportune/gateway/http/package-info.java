/// HTTP, and nothing else: requests become values, values become answers, and no decision is made. Here is the wire,
/// which
/// every endpoint uses: read `GatewayRouter`, then `Route`, `Call` and `Reply`. Endpoints are in the rooms `sends`,
/// `users` and `events`, which know the wire and not each other; `v1.Contract` joins their routes. `admin` is the other
/// port.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
