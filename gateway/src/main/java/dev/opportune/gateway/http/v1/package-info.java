/// The wire contract that callers use, version 1: `Contract` joins the routes of all rooms.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.v1;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
