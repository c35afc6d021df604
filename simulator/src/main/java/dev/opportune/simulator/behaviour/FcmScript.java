package dev.opportune.simulator.behaviour;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What FCM alone was told to do: its project's quota, and its OAuth token endpoint. For any thread.
public final class FcmScript {

    /// What Google issues: 3600 seconds.
    public static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofHours(1);

    public static final Duration SHORTEST_ACCESS_TOKEN_LIFETIME = Duration.ofSeconds(1);

    private final NextTimes<TokenFault> tokenFaults = new NextTimes<>();
    private volatile Duration accessTokenLifetime = ACCESS_TOKEN_LIFETIME;
    private volatile @Nullable ProjectQuota quota;

    /// Takes one message from the project's quota; how long until the refill when none is left, else null.
    public @Nullable Duration takeFromQuota(Instant now) {
        ProjectQuota present = quota;
        return present == null ? null : present.take(now);
    }

    /// The fault for the next request of an access token, if one is left; takes it.
    public @Nullable TokenFault takeTokenFault() {
        return tokenFaults.take();
    }

    /// How long the access tokens live that are issued now.
    public Duration accessTokenLifetime() {
        return accessTokenLifetime;
    }

    void quota(int perMinute) {
        quota = new ProjectQuota(perMinute);
    }

    void tokenFaults(TokenFault fault, int times) {
        tokenFaults.set(fault, times);
    }

    void accessTokenLifetime(Duration lifetime) {
        if (lifetime.compareTo(SHORTEST_ACCESS_TOKEN_LIFETIME) < 0 || lifetime.compareTo(ACCESS_TOKEN_LIFETIME) > 0) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " (expected: PT1S to PT1H)");
        }
        accessTokenLifetime = lifetime;
    }

    void normal() {
        quota = null;
        tokenFaults.clear();
        accessTokenLifetime = ACCESS_TOKEN_LIFETIME;
    }
}
