package dev.opportune.gateway.http.guard;

import java.util.Locale;

/// Why a connection is closed as soon as it is accepted.
enum Refused {
    /// `http.max_connections` are open.
    ALL,
    /// `http.max_connections_per_address` are open from there.
    ADDRESS,
    /// The process may not have more files open.
    DESCRIPTORS;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
