/// The port of operators and their machines: health, metrics, and the wire contract as a document. Routed by Vert.x
/// Web;
/// read `AdminRouter`.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.http.admin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
