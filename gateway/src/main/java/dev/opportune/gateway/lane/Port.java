package dev.opportune.gateway.lane;

import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.http.Listening;
import dev.opportune.gateway.http.guard.Guard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/// One that all lanes listen on.
///
/// @param guard of its connections
/// @param authenticator knows who is served there
record Port(Listening where, Guard guard, Authenticator authenticator) {

    /// The lanes must agree on a port, so a free one is found before they listen.
    static Listening withNumber(Listening where) {
        if (where.port() != 0) return where;
        try (var socket = new ServerSocket(0)) {
            return where.withPort(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
