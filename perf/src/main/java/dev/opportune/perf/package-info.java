/// Load from outside, over HTTP alone, and the ledger that every run ends with. Read `Ledger` first, then `Workload`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
