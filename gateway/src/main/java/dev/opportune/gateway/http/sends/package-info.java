/// `/v1/sends`: one send in, one decision out. Read `SendEndpoint`, then `SendReader` and `SendAnswers`.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.sends;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
