/// Attacks by what HTTP/2 allows on one connection.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.attack.http2;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
