/// The scenarios, one a class: what load, and what is promised under it. Read `Scenes`, then `Burst`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.load.scenes;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
