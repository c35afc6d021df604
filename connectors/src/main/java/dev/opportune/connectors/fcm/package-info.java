/// Firebase Cloud Messaging by its HTTP v1 API, and the only code that knows that API's wire format.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.fcm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
