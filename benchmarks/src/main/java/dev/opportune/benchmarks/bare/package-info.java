/// The yardstick: what a send costs when nothing is decided and little is kept. Read `BarePipeline`.
@NullMarked
@CheckReturnValue
package dev.opportune.benchmarks.bare;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
