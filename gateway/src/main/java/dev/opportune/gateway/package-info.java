/// The gateway's command, `serve` and `check`; `dev` starts a gateway by it, too.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
