/// Three gateways, Redis and the providers under load while things go wrong, and four ledgers that must agree in the
/// end. Read `ChaosSuite` first, then `disturbance.Disturbance` and `ledger.Rule`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
