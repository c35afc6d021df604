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
    private final NextTimes<ProjectRefusal> projectRefusals = new NextTimes<>();
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

    /// Why the next push is refused for its project's sake, if one is left; takes it.
    public @Nullable ProjectRefusal takeProjectRefusal() {
        return projectRefusals.take();
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

    void projectRefusals(ProjectRefusal refusal, int times) {
        projectRefusals.set(refusal, times);
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
        projectRefusals.clear();
        accessTokenLifetime = ACCESS_TOKEN_LIFETIME;
    }
}
