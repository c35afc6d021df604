/// The certificates and keys that a simulator makes for itself, and the files that a client reads.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.credentials;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
