/// Apple's push service by Pushy, and the only code that knows Pushy.
///
/// [dev.opportune.connectors.apns.ApnsProvider] is one app; its `ApnsAccount` has the credentials as the files have
/// them now, and what is wrong with them. Each lane has an `ApnsConnector`, with `ApnsConnections` for all messages
/// and, during `Probation`, one more for unproven device tokens. An `ApnsConnection` is a Pushy client of one channel,
/// whose frames are watched (`ApnsFrames`, `FlushedWrites`, `HeldClose`) so that a message is handed over only when
/// there is a permit for it (`Permits`), and so that it is known how far it came. `ApnsAttempt` is one message on its
/// way, `ApnsPayload` writes what it carries, and `ApnsAnswer` turns Apple's word into an outcome.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.apns;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
