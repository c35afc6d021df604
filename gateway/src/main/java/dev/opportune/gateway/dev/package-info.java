/// What `opportune dev` puts around a gateway: a real Redis, both simulators, a demo policy and demo users.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.dev;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
