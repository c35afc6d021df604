package dev.opportune.connectors.wire;

import org.jspecify.annotations.Nullable;

/// What an app proves itself to its provider with, as its files had it when they were read. Shared by all lanes;
/// thread-safe.
public interface Credentials {

    /// What has been found wrong with them in use, a plain sentence; null when nothing has.
    default @Nullable String fault() {
        return null;
    }
}
