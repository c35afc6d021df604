/// What is told of sends to whoever follows them through all services: W3C Trace Context in, OTLP out. [Traces] is the
/// gateway's, [SendTrace] one send's, [Step] one step of its path; each has a `none` that costs a call and nothing
/// else.
/// Only this room knows OpenTelemetry.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.trace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
