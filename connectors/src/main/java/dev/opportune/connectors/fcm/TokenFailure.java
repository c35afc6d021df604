package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import dev.opportune.connectors.wire.ConnectFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why there is no access token, as a plain sentence that tells what to do and quotes nothing of the key. Google's
/// library has the token endpoint's answer as text inside an exception (RFC 6749, 5.2).
///
/// @param passing whether a later attempt may fare better as things are
/// @param sentence the rest of a sentence about the account
record TokenFailure(boolean passing, String sentence) {

    /// The JDK's client does not read the body of a 401 to what it has streamed.
    private static final String NOT_LET_IN =
            "it is not let in (401); the service account may be disabled, which Google Cloud shows, or deleted";

    private static final String NOT_IMPERSONATED = "its service account may not be impersonated (403); grant the"
            + " external identity roles/iam.workloadIdentityUser on it";

    private static final Pattern TUNNEL = Pattern.compile("Unable to tunnel through proxy.*HTTP/1\\.\\d (\\d{3})");

    /// How Google's library words what a token exchange answers (RFC 8693, 2.2.2).
    private static final Pattern EXCHANGE = Pattern.compile("^Error code ([a-z_]+)(?::|$)(.*)", Pattern.DOTALL);

    private static final ObjectMapper JSON = new ObjectMapper();

    static TokenFailure of(Exception failure, TokenSource source) {
        String tunnel = tunnel(failure);
        if (tunnel != null) return none(source, true, "through the proxy " + source.proxy() + ": " + tunnel);
        HttpResponseException answer = cause(failure, HttpResponseException.class);
        boolean passing = failure instanceof Retryable retryable ? retryable.isRetryable() : mayPass(failure, answer);
        if (answer != null) {
            if (passing) return none(source, true, null);
            return refused(source, remedy(answer));
        }
        HttpRetryException unread = cause(failure, HttpRetryException.class);
        if (unread != null && unread.responseCode() == 401) return refused(source, NOT_LET_IN);
        String exchange = exchange(failure);
        if (exchange != null) return refused(source, exchange);
        String unreachable = unreachable(failure);
        if (unreachable != null) return none(source, passing, onTheWay(source, unreachable));
        if (source.member().equals("token_url") && says(failure, "credential")) {
            return new TokenFailure(true, "its credential_source gives no subject token now");
        }
        return passing ? none(source, true, null) : refused(source, null);
    }

    private static TokenFailure none(TokenSource source, boolean passing, @Nullable String why) {
        return new TokenFailure(
                passing, "its " + source.member() + " gives no access token now" + (why == null ? "" : ": " + why));
    }

    private static TokenFailure refused(TokenSource source, @Nullable String why) {
        return new TokenFailure(
                false, "its " + source.member() + " refuses the account" + (why == null ? "" : ": " + why));
    }

    /// Of what the library does not judge itself: that of external accounts.
    private static boolean mayPass(Exception failure, @Nullable HttpResponseException answer) {
        if (answer == null) return failure instanceof IOException;
        return answer.getStatusCode() >= 500 || answer.getStatusCode() == 429;
    }

    private static String onTheWay(TokenSource source, String unreachable) {
        return source.proxy() == null ? unreachable : "through the proxy " + source.proxy() + ": " + unreachable;
    }

    /// What the proxy answered instead of opening a tunnel: the JDK's client has that in its message alone.
    private static @Nullable String tunnel(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            var refused = TUNNEL.matcher(String.valueOf(each.getMessage()));
            if (refused.find()) return ConnectFailure.answered(refused.group(1));
        }
        return null;
    }

    /// What a token exchange says is wrong, or null when there was none. What follows the word may quote a token.
    private static @Nullable String exchange(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            var said = EXCHANGE.matcher(String.valueOf(each.getMessage()));
            if (said.find()) {
                return "the subject token is not taken (" + said.group(1)
                        + "); see its issuer, its audience and the conditions of the workload identity pool";
            }
        }
        return null;
    }

    private static boolean says(Exception failure, String word) {
        return String.valueOf(failure.getMessage()).contains(word) || cause(failure, NoSuchFileException.class) != null;
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

    private static @Nullable String remedy(HttpResponseException refusal) {
        String body = refusal.getContent();
        JsonNode answer = parse(body == null ? "" : body);
        if (answer.path("error").path("status").asText("").equals("PERMISSION_DENIED")) return NOT_IMPERSONATED;
        String error = answer.path("error").asText("");
        String said = answer.path("error_description").asText("").toLowerCase(Locale.ROOT);
        return switch (error) {
            case "invalid_grant" -> ofGrant(said);
            case "deleted_client" -> "the service account was deleted (deleted_client); take the key of another";
            case "disabled_client" -> "the service account is disabled (disabled_client); enable it in Google Cloud";
            case "invalid_client", "unauthorized_client" ->
                "it is not let in (" + error + "); take a new key of a service account of this project";
            case "invalid_scope" -> "it may not have the scope of Firebase Cloud Messaging (invalid_scope)";
            default -> refusal.getStatusCode() == 401 ? NOT_LET_IN : null;
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
