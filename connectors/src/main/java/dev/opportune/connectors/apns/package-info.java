/// Apple's push service by Pushy, and the only code that knows Pushy.
///
/// [dev.opportune.connectors.apns.ApnsProvider] is one app, with its `ApnsCredentials`. Each lane has an
/// `ApnsConnector`, with a pool of connections for all messages and, during `Probation`, one more for unproven device
/// tokens. An `ApnsConnection` is a Pushy client of one channel, whose frames are watched (`ApnsFrames`,
/// `FlushedWrites`, `HeldClose`) so that a message is handed over only when there is a permit for it, and so that it is
/// known how far it came; `docs/adr/0008-what-we-lean-on-of-pushy.md` lists what that takes for granted. `ApnsAttempt`
/// is one message on its way, `ApnsPayload` writes what it carries, and `ApnsAnswer` turns Apple's word into an
/// outcome.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.apns;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
