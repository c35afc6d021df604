package dev.opportune.connectors.wire;

import java.time.Duration;

/// How long a connection waits for its provider.
///
/// @param connect how long it may take to open
/// @param answer how long a message may go unanswered before it counts as unconfirmed
/// @param silence how long nothing may have been heard before it must answer a PING to get a message: firewalls and
///     address translators forget connections that are silent, and tell nobody
/// @param pong how long the answer to that PING may take
public record Patience(Duration connect, Duration answer, Duration silence, Duration pong) {

    /// Half of the shortest memory that such boxes are known to have, 30 s.
    static final Duration SILENCE = Duration.ofSeconds(15);

    /// Several round trips to the other side of the world; with a new connection after it still within two seconds.
    static final Duration PONG = Duration.ofSeconds(1);

    /// The usual patience with silent connections.
    public static Patience of(Duration connect, Duration answer) {
        return new Patience(connect, answer, SILENCE, PONG);
    }
}
