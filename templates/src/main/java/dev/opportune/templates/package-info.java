/// What a send says, in its user's words: [Templates] reads a folder of them, [Template] is one version of one, and
/// [Renderer] makes of it, of a user's attributes and of a send's params what a push shows.
///
/// Pure: no Redis, no HTTP, no event loop. What is read is immutable and for all threads; a [Renderer] is one thread's.
@NullMarked
@CheckReturnValue
package dev.opportune.templates;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
