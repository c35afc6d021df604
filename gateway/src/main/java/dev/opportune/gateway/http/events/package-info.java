/// `/v1/events`: what became of sends and devices, as CloudEvents with a cursor.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.events;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
