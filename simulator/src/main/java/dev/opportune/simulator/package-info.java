/// Scriptable APNs and FCM over real TLS and HTTP/2.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
