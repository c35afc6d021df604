/// Events delivered to receivers over HTTP: signed as Standard Webhooks has it, at least once, those of a send in
/// order.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
