package dev.opportune.ratelimiter.redis;

import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;

/// The policies of tests.
final class Policies {

    private Policies() {}

    static Policy of(String yaml) {
        try {
            return PolicyFile.parse(yaml, "test");
        } catch (PolicyException e) {
            throw new AssertionError("a test's policy is one", e);
        }
    }
}
