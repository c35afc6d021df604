/// Load from outside, at a rate, whatever the answers do (an open model): one thread, plain sockets, so
/// that it costs the machine little. `perf/run NAME` starts it; read `LoadRun`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
