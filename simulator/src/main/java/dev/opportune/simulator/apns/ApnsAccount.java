package dev.opportune.simulator.apns;

import java.security.interfaces.ECPublicKey;
import java.util.Set;

/// The developer's account: whose provider tokens are good, and for which topics.
///
/// @param topics bundle ids; their documented suffixes, such as `.voip`, are known with them
public record ApnsAccount(ECPublicKey key, String keyId, String teamId, Set<String> topics) {

    public ApnsAccount {
        topics = Set.copyOf(topics);
        if (topics.isEmpty()) throw new IllegalArgumentException("topics: none (expected: at least one)");
    }
}
