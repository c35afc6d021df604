/// What experiments answer over HTTP: results as JSON.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.experiments;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
