/// A send's words, where they come from a template: looked up at the door, asked about at the gate, and written when
/// a lane
/// has leased the send. Start with [dev.opportune.gateway.words.LaneTemplates].
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.words;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
