package dev.opportune.simulator.apns;

import dev.opportune.simulator.apns.ProviderTokens.Verified;
import dev.opportune.simulator.behaviour.ApnsReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The provider tokens of one connection: each request's is judged, and they may not change too often.
///
/// "Update the authentication token no more than once every 20 minutes" (Apple): the second change within 20 minutes of
/// another is refused. The first token of a connection is no change.
final class ConnectionTokens {

    static final Duration BETWEEN_UPDATES = Duration.ofMinutes(20);

    private static final String BEARER = "bearer ";

    private final ProviderTokens tokens;
    private final Clock clock;
    private @Nullable String current;
    private @Nullable Verified currentVerified;
    private @Nullable Instant updatedAt;

    ConnectionTokens(ProviderTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /// Why the request's provider token is refused; null when it is good.
    @Nullable
    ApnsReason judge(@Nullable CharSequence header) {
        String authorization = header == null ? "" : header.toString();
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) return ApnsReason.MISSING_PROVIDER_TOKEN;
        if (currentVerified != null && authorization.equals(current)) return tokens.judge(currentVerified);
        Verified verified =
                tokens.verify(authorization.substring(BEARER.length()).strip());
        ApnsReason reason = tokens.judge(verified);
        return reason == null ? change(authorization, verified) : reason;
    }

    private @Nullable ApnsReason change(String authorization, Verified verified) {
        Instant now = clock.instant();
        if (updatedAt != null && now.isBefore(updatedAt.plus(BETWEEN_UPDATES))) {
            return ApnsReason.TOO_MANY_PROVIDER_TOKEN_UPDATES;
        }
        if (current != null) updatedAt = now;
        current = authorization;
        currentVerified = verified;
        return null;
    }
}
