/// What became of sends, devices and users, as others are told of it: CloudEvents in JSON.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
