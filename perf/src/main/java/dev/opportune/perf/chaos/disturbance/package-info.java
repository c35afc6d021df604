/// What is done to the fleet: a kind each, drawn by a seed, made one after another, several at a time. Read
/// `Disturbance` first, then `Disturber`.
@NullMarked
@CheckReturnValue
package dev.opportune.perf.chaos.disturbance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
