/// What every provider's connector is made of, whichever provider: a new one is one more use of it.
///
/// An app's lanes share an `Account`: its `Credentials` as its files have them now, and what is wrong with them. Each
/// lane has a `LaneConnector`, which sends by a `ConnectionPool`: that chooses, opens ahead, grows, shrinks, replaces
/// and renews. A `Connection` has so many messages in flight as its `Permits` allow (`ConcurrencyLimit`), and ends
/// retired or severed. An `Attempt` is one message on its way; its `Progress` says how far it came, and its `Fate` is
/// decided by that when no answer comes. A `Settlement` gives its outcome once.
///
/// A provider's own part is to open and close a connection, to write a message and tell how far it came, to read the
/// answer, and to say what it means.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
