/// TLS, HTTP/2 and HTTP/1.1: whole requests in, answers out, and what a connection can be made to do.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
