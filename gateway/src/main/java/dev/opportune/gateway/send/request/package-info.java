/// What callers ask of sends ([Sends]), and what they are told: a [SendRequest], with [Variants] when it is of an
/// experiment; the [Door], what is refused before Redis is asked; what a send says ([Said]), made to fit a provider
/// ([Fitting]); a [SendAnswer], and a [SendView] of one that was taken. Knows nothing of lanes, queues or attempts.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.send.request;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
