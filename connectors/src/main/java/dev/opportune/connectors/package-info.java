/// What a connector is: a message for one device goes in, a typed outcome comes back.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
