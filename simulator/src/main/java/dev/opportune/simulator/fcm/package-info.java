/// Firebase's rules: OAuth assertions, access tokens, and the strict shape of a message.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.fcm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
