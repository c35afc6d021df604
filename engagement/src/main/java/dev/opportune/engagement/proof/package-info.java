/// The proof in a push that says whose and which send it was: see [dev.opportune.engagement.proof.Proofs].
@NullMarked
@CheckReturnValue
package dev.opportune.engagement.proof;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
