package dev.opportune.simulator.wire;

/// What a provider can do to the connection that a request came on; on its event loop alone.
public interface ConnectionHandle {

    /// Changes MAX_CONCURRENT_STREAMS, to no more than [#largestStreams]; holds when the client has acknowledged it.
    void allowStreams(int streams);

    /// What the script holds the connection's streams to; as large as an int can be when it does not.
    int largestStreams();

    /// Sends GOAWAY with that reason, lets what is in flight finish, then closes.
    void goAway(String reason);
}
