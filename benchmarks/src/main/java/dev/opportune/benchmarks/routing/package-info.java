/// What it costs to find out which endpoint a request is for.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks.routing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
