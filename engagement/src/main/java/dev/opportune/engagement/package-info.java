/// What became of a moment: what apps and backends report of sends, as values that have been checked. Start with
/// [dev.opportune.engagement.Interaction].
@NullMarked
@CheckReturnValue
package dev.opportune.engagement;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
