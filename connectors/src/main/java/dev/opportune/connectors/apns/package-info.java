/// Apple's push service by Pushy, and the only code that knows Pushy.
///
/// [dev.opportune.connectors.apns.ApnsProvider] holds one app's key. Each lane has an `ApnsConnector`, which
/// keeps one `ApnsConnection` open at a time: a Pushy client of one channel, whose frames are watched so that a
/// message is handed over only when a stream is free for it. `ApnsAttempt` is one message on its way,
/// `ApnsPayload` writes what it carries, and `ApnsAnswer` turns Apple's word into an outcome.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.apns;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
