package dev.opportune.simulator.wire;

import java.util.Map;

/// A provider's state, as it is now; the numbers are read one after the other.
///
/// @param connections that are open
/// @param refusedConnections since the start, for want of room
/// @param openStreams over all connections
/// @param pushesByStatus pushes answered since the start, by HTTP status
public record ServerState(
        int connections, long refusedConnections, int openStreams, Map<Integer, Long> pushesByStatus) {}
