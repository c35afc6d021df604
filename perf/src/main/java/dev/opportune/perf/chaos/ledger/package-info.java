/// Four ledgers of one run, and what they must agree on. Read `Reconciliation` first.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
