/// The phones behind the providers, and the shop whose app is on them: what they report of the pushes that came.
///
/// [dev.opportune.simulator.phones.Phones] hears of each accepted push, and does with it what
/// [dev.opportune.simulator.phones.Habits] say: whether a push is opened is decided by its send's id, so that a run
/// that is repeated with the same ids does the same.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.phones;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
