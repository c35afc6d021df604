package dev.opportune.connectors.fcm;

import dev.opportune.connectors.wire.Proxy;
import org.jspecify.annotations.Nullable;

/// Where an account's access tokens come from, for sentences about that.
///
/// @param member what the account's file calls it
/// @param proxy the proxy on the way there; null: none
record TokenSource(String member, @Nullable Proxy proxy) {}
