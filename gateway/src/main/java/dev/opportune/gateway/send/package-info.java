/// One send from its parsed request to its receipt: read `SendPipeline` from the top.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.send;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
