package dev.opportune.simulator.wire;

/// One connection of a client, as the whole server sees it; called on its event loop alone.
interface ClientConnection {

    void goAway(String reason);

    /// Closes with GOAWAY once so many requests have come that were not handled.
    void goAway(String reason, int unhandled);

    void reset();

    void thaw();

    /// Holds to the script's limits as they are now.
    void scriptChanged();

    int openStreams();
}
