/// `/v1/reports`: what became of sends, in figures, on the wire.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.reports;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
