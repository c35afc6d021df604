/// What stands between a socket and the requests on it: how many connections there may be, how long each may take over
/// its first words, how much of it is served before others get their turn, and how long its answers wait to be read.
/// Begin with `Guard`, which the servers of one port share, then `ConnectionGuard`, one for each connection. Nothing
/// here knows what is served; the wire tells it whom it knows (`knowsCaller`) and which answers wait (`awaits`).
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
