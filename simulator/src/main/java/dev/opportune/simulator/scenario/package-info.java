/// What the providers are told to do, by name: the verbs that control calls and scenario files share, and scenarios:
/// verbs at set times.
@NullMarked
@CheckReturnValue
package dev.opportune.simulator.scenario;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
