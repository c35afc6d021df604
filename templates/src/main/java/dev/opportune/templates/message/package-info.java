/// Messages of ICU's MessageFormat 1: made once of their text by [Messages], written out many times by [Message] with
/// the
/// [Formats] of one thread. ICU parses the text, knows the plurals and formats numbers and dates; what is inserted, and
/// how it is kept apart from the rest, is decided here.
@NullMarked
@CheckReturnValue
package dev.opportune.templates.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
