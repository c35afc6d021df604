/// Apple's rules: provider tokens, headers, payloads, and how many streams a connection may open.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.apns;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
