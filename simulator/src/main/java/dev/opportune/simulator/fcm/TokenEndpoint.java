package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.opportune.simulator.behaviour.FcmScript;
import dev.opportune.simulator.behaviour.TokenFault;
import dev.opportune.simulator.wire.Answer;
import dev.opportune.simulator.wire.Request;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /token`: an access token for a signed assertion (RFC 7523; Google, "Using OAuth 2.0 for server to server
/// applications").
public final class TokenEndpoint {

    static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// Google takes either scope for FCM.
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";
    static final List<String> SCOPES = List.of(
            "https://www.googleapis.com/auth/firebase.messaging", "https://www.googleapis.com/auth/cloud-platform");

    private static final String BAD_SIGNATURE = "Invalid JWT Signature.";
    private static final String NO_ACCOUNT = "Invalid grant: account not found";
    private static final String UNTIMELY =
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
                    + " Check your iat and exp values in the JWT claim.";

    private static final Duration LARGEST_LIFETIME = Duration.ofHours(1);
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final ServiceAccount account;
    private final AccessTokens accessTokens;
    private final FcmScript script;
    private final Clock clock;

    public TokenEndpoint(ServiceAccount account, AccessTokens accessTokens, FcmScript script, Clock clock) {
        this.account = account;
        this.accessTokens = accessTokens;
        this.script = script;
        this.clock = clock;
    }

    Answer answer(Request request) {
        TokenFault scripted = script.takeTokenFault();
        return switch (scripted) {
            case null -> judge(request);
            case UNAVAILABLE -> Answer.html(503, "<html><title>Error 503 (Service Unavailable)!!1</title></html>");
            case INVALID_GRANT, ACCOUNT_NOT_FOUND -> error("invalid_grant", NO_ACCOUNT);
            case INVALID_SIGNATURE -> error("invalid_grant", BAD_SIGNATURE);
            case WRONG_CLOCK -> error("invalid_grant", UNTIMELY);
            case DISABLED_CLIENT -> error(401, "disabled_client", "The OAuth client was disabled.");
        };
    }

    private Answer judge(Request request) {
        Map<String, List<String>> form =
                new QueryStringDecoder(new String(request.body(), StandardCharsets.UTF_8), false).parameters();
        if (!List.of(GRANT_TYPE).equals(form.get("grant_type"))) {
            return error("unsupported_grant_type", "Invalid grant_type");
        }
        List<String> assertion = form.get("assertion");
        if (assertion == null || assertion.size() != 1) {
            return error("invalid_request", "Missing required parameter: assertion");
        }
        String fault = faultOf(assertion.getFirst());
        return fault == null ? issued() : error("invalid_grant", fault);
    }

    private Answer issued() {
        Duration lifetime = script.accessTokenLifetime();
        ObjectNode json = JSON.createObjectNode()
                .put("access_token", accessTokens.issue(lifetime))
                .put("expires_in", lifetime.toSeconds())
                .put("token_type", "Bearer");
        return Answer.json(200, bytes(json));
    }

    /// What is wrong with an assertion; null when it is good.
    private @Nullable String faultOf(String assertion) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                    || !jwt.verify(new RSASSAVerifier(account.key()))) {
                return BAD_SIGNATURE;
            }
            return faultOf(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            return "Invalid JWT: " + e.getMessage();
        }
    }

    private @Nullable String faultOf(JWTClaimsSet claims) throws ParseException {
        if (!account.email().equals(claims.getIssuer())) return NO_ACCOUNT;
        if (claims.getAudience().size() != 1 || !isOurs(claims.getAudience().getFirst())) {
            return "Invalid JWT: aud must be " + account.tokenUri().get();
        }
        String scope = claims.getStringClaim("scope");
        if (scope == null || Arrays.stream(scope.split(" ")).noneMatch(SCOPES::contains)) return "Invalid OAuth scope";
        return timely(claims.getIssueTime(), claims.getExpirationTime()) ? null : UNTIMELY;
    }

    /// Google's own address, too: google-auth-library names it in every assertion, wherever `token_uri` points.
    private boolean isOurs(String audience) {
        return audience.equals(account.tokenUri().get()) || audience.equals(GOOGLE);
    }

    private boolean timely(@Nullable Date issuedAt, @Nullable Date expiresAt) {
        if (issuedAt == null || expiresAt == null) return false;
        Instant now = clock.instant();
        Duration lifetime = Duration.between(issuedAt.toInstant(), expiresAt.toInstant());
        return !issuedAt.toInstant().isAfter(now.plus(LARGEST_SKEW))
                && expiresAt.toInstant().isAfter(now)
                && lifetime.compareTo(LARGEST_LIFETIME) <= 0;
    }

    private static Answer error(String error, String description) {
        return error(400, error, description);
    }

    private static Answer error(int status, String error, String description) {
        return Answer.json(
                status, bytes(JSON.createObjectNode().put("error", error).put("error_description", description)));
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
