/// Runs the attacks: for each a gateway of its own, good traffic before, during and after, and a verdict. Read
/// `AttackSuite` first.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.suite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
