package dev.opportune.simulator.fcm;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The access tokens that were issued and are still good: at most [#LARGEST], the oldest forgotten first.
public final class AccessTokens {

    static final int LARGEST = 10_000;

    private static final String BEARER = "Bearer ";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, Instant> expiries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > LARGEST;
        }
    };

    public AccessTokens(Clock clock) {
        this.clock = clock;
    }

    /// Revokes all of them, as Google may at any time: the next pushes are answered 401.
    public synchronized void revoke() {
        expiries.clear();
    }

    synchronized String issue(Duration lifetime) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String accessToken = "ya29." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        expiries.put(accessToken, clock.instant().plus(lifetime));
        return accessToken;
    }

    synchronized boolean good(CharSequence authorization) {
        String value = authorization.toString();
        if (!value.startsWith(BEARER)) return false;
        Instant expiry = expiries.get(value.substring(BEARER.length()));
        return expiry != null && clock.instant().isBefore(expiry);
    }
}
