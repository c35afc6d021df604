package dev.opportune.simulator.behaviour;

/// What can be done to all of a provider's connections. They do it on their own threads; a caller waits for
/// that, unless it is an event loop itself.
public interface ConnectionControl {

    /// Sends GOAWAY with that reason, lets what is in flight finish, then closes.
    void goAway(String reason);

    /// Resets them (TCP RST), whatever is in flight.
    void reset();

    /// Takes in so many further requests on each without handling them, then sends GOAWAY that names the last one that
    /// was handled, and closes. A thaw before that ends it.
    void goAway(String reason, int unhandled);

    /// The script's limits have changed: [ProviderScript#largestStreams] or [ProviderScript#idleTimeout].
    void scriptChanged();

    /// Handles the requests that wait, for a thaw or for GOAWAY.
    void thaw();
}
