/// What both providers' connections need and neither owns: where a lane's callbacks run, who is told of room, how long
/// to wait before the next connection, how many messages may be in flight, how each gets its outcome once, which files
/// are trusted and whether they have changed.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
