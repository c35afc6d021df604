/// What a test may script: latencies, refusals of a device token, faults, a freeze, a GOAWAY.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.behaviour;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
