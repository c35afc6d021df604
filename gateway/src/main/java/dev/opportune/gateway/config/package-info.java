/// What an operator decides: the configuration, and who may call.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
