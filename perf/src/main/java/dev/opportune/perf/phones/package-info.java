/// `perf/run phones`: sends with phones behind them that report, while a gateway is killed and Redis restarted; in the
/// end the report of the gateway against a recount from what callers were told, what the simulators recorded and what
/// the phones sent.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.phones;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
