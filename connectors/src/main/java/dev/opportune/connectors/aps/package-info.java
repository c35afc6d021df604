/// Apple's words, for whoever carries them to Apple: the `aps` of a payload ("Generating a remote notification") and
/// the collapse id. APNs takes them from `apns`; Firebase takes the same to iPhones that are registered there.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.aps;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
