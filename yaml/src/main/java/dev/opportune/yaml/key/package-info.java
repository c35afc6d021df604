/// What a file's keys are: a [Key] reads its value and says what it is, its bound and what counts when it is left out;
/// a
/// [Keys] is a section of them. The reader of a file and its reference are made of the same ones, so neither can know
/// what the other does not.
@NullMarked
@CheckReturnValue
package dev.opportune.yaml.key;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
