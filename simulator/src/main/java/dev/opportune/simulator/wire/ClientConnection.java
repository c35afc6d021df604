package dev.opportune.simulator.wire;

/// One connection of a client, as the whole server sees it; called on its event loop alone.
interface ClientConnection {

    void goAway(String reason);

    void reset();

    void thaw();

    /// The script's number of streams has changed.
    void limitStreams();

    int openStreams();
}
