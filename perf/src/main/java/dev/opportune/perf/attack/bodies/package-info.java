/// Attacks by bodies: large, slow, in crumbs, or more than they seem.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.bodies;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
