package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why there is no access token, as a plain sentence that tells what to do and quotes nothing of the key. Google's
/// library has the token endpoint's answer as text inside an exception (RFC 6749, 5.2).
///
/// @param passing whether a later attempt may fare better as things are
/// @param sentence the rest of a sentence about the account
record TokenFailure(boolean passing, String sentence) {

    private static final String NONE_NOW = "its token_uri gives no access token now";
    private static final String REFUSED = "its token_uri refuses the account";

    /// The JDK's client does not read the body of a 401 to what it has streamed.
    private static final String NOT_LET_IN = REFUSED
            + ": it is not let in (401); the service account may be disabled, which Google Cloud shows, or deleted";

    private static final ObjectMapper JSON = new ObjectMapper();

    static TokenFailure of(Exception failure) {
        boolean passing = failure instanceof Retryable retryable && retryable.isRetryable();
        HttpResponseException answer = cause(failure, HttpResponseException.class);
        if (answer != null) {
            String remedy = passing ? null : remedy(answer.getContent());
            if (remedy == null && answer.getStatusCode() == 401) return new TokenFailure(passing, NOT_LET_IN);
            return new TokenFailure(passing, passing ? NONE_NOW : REFUSED + (remedy == null ? "" : ": " + remedy));
        }
        HttpRetryException unread = cause(failure, HttpRetryException.class);
        if (unread != null && unread.responseCode() == 401) return new TokenFailure(false, NOT_LET_IN);
        String unreachable = unreachable(failure);
        if (unreachable != null) return new TokenFailure(passing, NONE_NOW + ": " + unreachable);
        return new TokenFailure(passing, passing ? NONE_NOW : REFUSED);
    }

    /// What no answer came for, or null when there was one.
    private static @Nullable String unreachable(Exception failure) {
        if (cause(failure, UnknownHostException.class) != null) return "its host cannot be resolved";
        if (cause(failure, SSLException.class) != null) return "its certificate is not trusted, or TLS fails";
        if (cause(failure, ConnectException.class) != null) return "the connection is refused";
        return cause(failure, SocketTimeoutException.class) != null ? "it does not answer in time" : null;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 10; depth++, each = each.getCause()) {
            if (type.isInstance(each)) return type.cast(each);
        }
        return null;
    }

    private static @Nullable String remedy(@Nullable String body) {
        JsonNode answer = parse(body == null ? "" : body);
        String error = answer.path("error").asText("");
        String said = answer.path("error_description").asText("").toLowerCase(Locale.ROOT);
        return switch (error) {
            case "invalid_grant" -> ofGrant(said);
            case "deleted_client" -> "the service account was deleted (deleted_client); take the key of another";
            case "disabled_client" -> "the service account is disabled (disabled_client); enable it in Google Cloud";
            case "invalid_client", "unauthorized_client" ->
                "it is not let in (" + error + "); take a new key of a service account of this project";
            case "invalid_scope" -> "it may not have the scope of Firebase Cloud Messaging (invalid_scope)";
            default -> null;
        };
    }

    private static @Nullable String ofGrant(String said) {
        if (said.contains("short-lived token") || said.contains("iat and exp")) {
            return "this machine's clock is wrong (invalid_grant); set it by NTP";
        }
        if (said.contains("signature")) {
            return "its private_key was deleted, or is another account's (invalid_grant); generate a new key in Firebase";
        }
        if (said.contains("not found") || said.contains("not a valid email")) {
            return "the service account does not exist any more (invalid_grant); take the key of another";
        }
        return said.contains("disabled")
                ? "the service account is disabled (invalid_grant); enable it in Google Cloud"
                : null;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
