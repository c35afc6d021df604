/// What both providers' connections need and neither owns: where a lane's callbacks run, who is told of room, how
/// long to wait before the next connection, which files are trusted.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
