package dev.opportune.connectors.wire;

import org.jspecify.annotations.Nullable;

/// What an app proves itself to its provider with, as its files had it when they were read. Shared by all lanes;
/// thread-safe.
public interface Credentials {

    /// What they and the settings beside them are known by: see [dev.opportune.connectors.Provider#settings].
    String settings();

    /// What has been found wrong with them in use, a plain sentence; null when nothing has.
    default @Nullable String fault() {
        return null;
    }
}
