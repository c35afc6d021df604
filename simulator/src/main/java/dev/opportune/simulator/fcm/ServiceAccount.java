package dev.opportune.simulator.fcm;

import java.security.interfaces.RSAPublicKey;
import java.util.function.Supplier;

/// The service account whose assertions the token endpoint takes.
///
/// @param tokenUri the endpoint itself: the `aud` of an assertion; known once the port is
public record ServiceAccount(RSAPublicKey key, String email, Supplier<String> tokenUri) {}
