/// What somebody may do to a gateway, one class each in the rooms beside this one. Read `Attack` first, then `Target`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
