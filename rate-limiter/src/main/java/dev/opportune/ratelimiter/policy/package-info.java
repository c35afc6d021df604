/// The policy as people write it and read it: [PolicyFile] reads its file, [PolicySummary] says what it means.
@NullMarked
@CheckReturnValue
package dev.opportune.ratelimiter.policy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
