/// How many messages should be in flight? Limits that adapt, compared on providers that exist as arithmetic alone:
/// no clock, no network, the same random numbers for all. `docs/adr/0006-concurrency-follows-the-provider.md` holds
/// the table.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks.limits;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
