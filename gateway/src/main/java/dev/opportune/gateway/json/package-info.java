/// Strict, streaming reading of the wire contract's JSON: read `JsonIn`, then `ContentReader` as the example.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
