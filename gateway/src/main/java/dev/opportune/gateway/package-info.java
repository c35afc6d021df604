/// The gateway's command: `serve`, `dev`, `simulate` and `check`.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
