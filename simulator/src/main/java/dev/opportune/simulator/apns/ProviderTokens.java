package dev.opportune.simulator.apns;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.opportune.simulator.behaviour.ApnsReason;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Judges provider tokens (Apple, "Establishing a token-based connection to APNs").
///
/// A signature is verified once for each token; the last [#LARGEST_CACHE] or fewer are remembered.
final class ProviderTokens {

    private static final int JOSE_SIGNATURE_BYTES = 64;

    /// "APNs rejects a token whose iat is more than one hour old."
    static final Duration LARGEST_AGE = Duration.ofHours(1);

    /// How far another machine's clock may run ahead of ours.
    static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

    static final int LARGEST_CACHE = 1_000;

    /// What a token says, once its signature holds; or why it is no good at any time.
    sealed interface Verified {
        record Signed(Instant issuedAt) implements Verified {}

        record Unsound(ApnsReason reason) implements Verified {}
    }

    private final ConcurrentHashMap<String, Verified> verified = new ConcurrentHashMap<>();
    private final ApnsAccount account;
    private final Clock clock;

    ProviderTokens(ApnsAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    Verified verify(String providerToken) {
        if (verified.size() >= LARGEST_CACHE) verified.clear();
        return verified.computeIfAbsent(providerToken, this::read);
    }

    /// Why a token is refused now; null when it is good.
    @Nullable
    ApnsReason judge(Verified token) {
        return switch (token) {
            case Verified.Unsound(ApnsReason reason) -> reason;
            case Verified.Signed(Instant issuedAt) -> judge(issuedAt);
        };
    }

    private @Nullable ApnsReason judge(Instant issuedAt) {
        Instant now = clock.instant();
        if (issuedAt.isAfter(now.plus(LARGEST_SKEW))) return ApnsReason.INVALID_PROVIDER_TOKEN;
        return issuedAt.isBefore(now.minus(LARGEST_AGE)) ? ApnsReason.EXPIRED_PROVIDER_TOKEN : null;
    }

    private Verified read(String providerToken) {
        Verified unsound = new Verified.Unsound(ApnsReason.INVALID_PROVIDER_TOKEN);
        try {
            SignedJWT jwt = SignedJWT.parse(providerToken);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date issuedAt = claims.getIssueTime();
            boolean ours = JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && account.keyId().equals(jwt.getHeader().getKeyID())
                    && account.teamId().equals(claims.getIssuer())
                    && issuedAt != null
                    && isSigned(jwt);
            return ours && issuedAt != null ? new Verified.Signed(issuedAt.toInstant()) : unsound;
        } catch (ParseException | JOSEException e) {
            return unsound; // what cannot be read or verified is not a provider token
        }
    }

    /// RFC 7515 wants R and S side by side. Apple takes the DER form, too: Pushy signs so ("SHA256withECDSA"), and is
    /// in wide use.
    private boolean isSigned(SignedJWT jwt) throws JOSEException {
        byte[] signature = jwt.getSignature().decode();
        if (signature.length == JOSE_SIGNATURE_BYTES) return jwt.verify(new ECDSAVerifier(account.key()));
        try {
            Signature der = Signature.getInstance("SHA256withECDSA");
            der.initVerify(account.key());
            der.update(jwt.getSigningInput());
            return der.verify(signature);
        } catch (SignatureException e) {
            return false; // not DER either
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has ECDSA", e);
        }
    }
}
