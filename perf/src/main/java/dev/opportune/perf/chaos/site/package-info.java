/// What is disturbed: the gateways, Redis and the providers, each a process, with what is done to them.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos.site;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
