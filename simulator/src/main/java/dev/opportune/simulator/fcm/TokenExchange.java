package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.FcmScript;
import dev.opportune.simulator.wire.Answer;
import dev.opportune.simulator.wire.Request;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Workload identity federation: `POST /v1/token`, Google's Security Token Service, exchanges a subject token for a
/// federated access token (RFC 8693), and `POST …/serviceAccounts/{email}:generateAccessToken`, its IAM Credentials,
/// exchanges that for one of the service account.
public final class TokenExchange {

    static final String PATH = "/v1/token";

    private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String AUDIENCE =
            "//iam\\.googleapis\\.com/projects/\\d+/locations/global" + "/workloadIdentityPools/[^/]+/providers/[^/]+";
    private static final String IMPERSONATION = "/v1/projects/-/serviceAccounts/";
    private static final String GENERATE = ":generateAccessToken";
    private static final JsonMapper JSON = new JsonMapper();

    private final String email;
    private final String subjectToken;
    private final AccessTokens accessTokens;
    private final FcmScript script;
    private final Clock clock;

    /// @param email of the only service account that may be impersonated
    /// @param subjectToken the only one that is taken
    public TokenExchange(String email, String subjectToken, AccessTokens accessTokens, FcmScript script, Clock clock) {
        this.email = email;
        this.subjectToken = subjectToken;
        this.accessTokens = accessTokens;
        this.script = script;
        this.clock = clock;
    }

    /// Null when the request is none of these.
    @Nullable
    Answer answer(Request request) {
        if (!request.method().equals("POST")) return null;
        if (request.path().equals(PATH)) return exchange(request);
        boolean generates =
                request.path().startsWith(IMPERSONATION) && request.path().endsWith(GENERATE);
        return generates ? impersonate(request) : null;
    }

    private Answer exchange(Request request) {
        Map<String, List<String>> form =
                new QueryStringDecoder(new String(request.body(), StandardCharsets.UTF_8), false).parameters();
        if (!GRANT_TYPE.equals(first(form, "grant_type"))) return error("unsupported_grant_type", "Invalid grant_type");
        if (!first(form, "audience").matches(AUDIENCE)) {
            return error("invalid_request", "Invalid value for \"audience\".");
        }
        if (!ACCESS_TOKEN.equals(first(form, "requested_token_type"))
                || !isScoped(first(form, "scope").split(" ", -1))) {
            return error("invalid_request", "Invalid requested_token_type or scope");
        }
        if (first(form, "subject_token_type").isEmpty() || !subjectToken.equals(first(form, "subject_token"))) {
            return error("invalid_grant", "ID Token issued at 0 is stale to sign-in.");
        }
        Duration lifetime = script.accessTokenLifetime();
        return json(
                200,
                JSON.createObjectNode()
                        .put("access_token", accessTokens.issue(lifetime))
                        .put("issued_token_type", ACCESS_TOKEN)
                        .put("token_type", "Bearer")
                        .put("expires_in", lifetime.toSeconds()));
    }

    private Answer impersonate(Request request) {
        CharSequence authorization = request.header("authorization");
        if (authorization == null || !accessTokens.good(authorization)) {
            return refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
        String path = request.path();
        if (!path.equals(IMPERSONATION + email + GENERATE)) {
            return refused(403, "PERMISSION_DENIED", "Permission 'iam.serviceAccounts.getAccessToken' denied.");
        }
        if (!isScoped(scopes(request))) return refused(400, "INVALID_ARGUMENT", "Scope required.");
        Duration lifetime = script.accessTokenLifetime();
        return json(
                200,
                JSON.createObjectNode()
                        .put("accessToken", accessTokens.issue(lifetime))
                        .put("expireTime", clock.instant().plus(lifetime).toString()));
    }

    private static String[] scopes(Request request) {
        try {
            JsonNode scopes = JSON.readTree(request.body()).path("scope");
            return scopes.valueStream().map(JsonNode::asText).toArray(String[]::new);
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static boolean isScoped(String... scopes) {
        return List.of(scopes).stream().anyMatch(TokenEndpoint.SCOPES::contains);
    }

    private static String first(Map<String, List<String>> form, String name) {
        return form.getOrDefault(name, List.of("")).getFirst();
    }

    private static Answer error(String error, String description) {
        return json(400, JSON.createObjectNode().put("error", error).put("error_description", description));
    }

    private static Answer refused(int status, String word, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("code", status).put("message", message).put("status", word);
        return json(status, body);
    }

    private static Answer json(int status, ObjectNode json) {
        return Answer.json(status, json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
