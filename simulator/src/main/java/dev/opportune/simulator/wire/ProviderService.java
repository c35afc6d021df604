package dev.opportune.simulator.wire;

import dev.opportune.simulator.record.Provider;

/// A provider: what a server offers before it knows a connection.
public interface ProviderService {

    Provider provider();

    /// The MAX_CONCURRENT_STREAMS of a new connection.
    int initialStreams();

    /// The largest body that is read, in bytes; more is thrown away.
    int largestBody();

    /// Whether HTTP/1.1 is spoken too.
    boolean speaksHttp1();

    /// Begins a connection.
    ConnectionService connected(ConnectionHandle connection);
}
