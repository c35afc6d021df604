/// What is reported of a send, kept in Redis: [dev.opportune.engagement.touch.Interactions].
@NullMarked
@CheckReturnValue
package dev.opportune.engagement.touch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
