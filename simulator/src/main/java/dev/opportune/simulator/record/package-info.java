/// What the providers were sent, spilled to a file of bounded size and read back as values.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.record;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
