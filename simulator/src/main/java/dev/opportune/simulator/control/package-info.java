/// The same operations over plain HTTP on loopback, for tests in another process.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.control;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
