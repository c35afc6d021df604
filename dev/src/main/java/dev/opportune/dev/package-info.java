/// The command on a machine of one's own: `dev` puts a real Redis, both simulators, a demo policy and demo users around
/// a gateway; `simulate` runs the simulators alone. Nothing of it is in the image.
@NullMarked
@CheckReturnValue
package dev.opportune.dev;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
