package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.opportune.connectors.wire.PrivateKeyPem;
import dev.opportune.connectors.wire.PrivateKeyPem.WrongKeyException;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Judges the JSON key of a service account, or what stands in its place, before anything is made of it, so that each
/// way to get it wrong has its own
/// sentence. None quotes what the file holds.
final class ServiceAccountFile {

    private static final String HOW =
            " (expected: the file that the Firebase console gives under project settings, service accounts,"
                    + " \"Generate new private key\")";

    private static final String EXTERNAL = "external_account";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> MEMBERS =
            List.of("project_id", "private_key_id", "private_key", "client_email", "client_id", "token_uri");

    /// It becomes a part of a path.
    static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9.:-]+");

    /// Google's own have 2048; RS256 takes no shorter ones (RFC 7518, 3.3).
    private static final int LEAST_BITS = 2_048;

    private final Path file;

    private ServiceAccountFile(Path file) {
        this.file = file;
    }

    /// Says what messages can be sent with; [UnusableFileException] when it is nothing.
    static Judged judge(Path file, byte[] content) {
        return new ServiceAccountFile(file).judge(content);
    }

    private Judged judge(byte[] content) {
        var text = new String(content, StandardCharsets.UTF_8);
        if (text.isBlank()) throw none("it is empty");
        if (beginsWithByteOrderMark(content)) {
            throw none("it begins with a byte order mark (expected: saved as UTF-8 without BOM)");
        }
        JsonNode json = parse(text);
        String otherKind = otherKind(json);
        if (otherKind != null) throw none(otherKind);
        if (json.path("type").asText().equals(EXTERNAL)) {
            return new Judged.Federated(ExternalAccountFile.judge(file, json));
        }
        for (String member : MEMBERS) {
            if (json.path(member).asText("").isBlank() || !json.path(member).isTextual()) {
                throw wrong("has no " + member + HOW);
            }
        }
        String project = json.path("project_id").asText();
        if (!PROJECT.matcher(project).matches()) {
            throw wrong("has a project_id that is none (expected: letters, digits and hyphens)");
        }
        URI tokenUri = tokenUri(json.path("token_uri").asText());
        judgeKey(json.path("private_key").asText());
        return new Judged.Key(project, tokenUri);
    }

    private static boolean beginsWithByteOrderMark(byte[] content) {
        if (content.length < 2) return false;
        int first = ((content[0] & 0xff) << 8) | (content[1] & 0xff);
        return first == 0xfeff || first == 0xfffe || first == 0xefbb;
    }

    private JsonNode parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isObject()) return json;
        } catch (IOException e) {
            // The parser's own words may quote the file.
        }
        String begin = text.stripLeading();
        if (begin.startsWith("-----BEGIN")) throw none("it is a PEM file" + HOW);
        if (begin.startsWith("<")) throw none("it is XML, perhaps an app's GoogleService-Info.plist" + HOW);
        throw none(begin.startsWith("{") ? "it is damaged or cut short: no whole JSON object" : "it is not JSON" + HOW);
    }

    /// Google has many JSON files with much the same name.
    private static @Nullable String otherKind(JsonNode json) {
        if (json.has("installed") || json.has("web")) return "it is an OAuth client's file" + HOW;
        if (json.has("project_info") && json.has("client")) return "it is an Android app's google-services.json" + HOW;
        return switch (json.path("type").asText("")) {
            case "service_account", EXTERNAL -> null;
            case "authorized_user" -> "it is a person's login, as gcloud stores it (authorized_user)" + HOW;
            case "external_account_authorized_user" ->
                "it is a person's login by a workforce pool (external_account_authorized_user)" + HOW;
            case "impersonated_service_account" ->
                "impersonation (impersonated_service_account) is not supported yet" + HOW;
            case "" -> "it has no type" + HOW;
            default -> "its type is not service_account" + HOW;
        };
    }

    /// A signed assertion that somebody reads on its way is good for an access token.
    private URI tokenUri(String text) {
        try {
            var uri = new URI(text);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) return uri;
        } catch (URISyntaxException e) {
            // said below, without what it is
        }
        throw wrong("has a token_uri that is no https:// address (expected: https://oauth2.googleapis.com/token)");
    }

    private void judgeKey(String pem) {
        try {
            PrivateKey key = PrivateKeyPem.read(pem);
            if (!(key instanceof RSAPrivateKey rsa) || !key.getAlgorithm().equals("RSA")) {
                throw new WrongKeyException("is a key for " + key.getAlgorithm() + " (expected: RSA)");
            }
            int bits = rsa.getModulus().bitLength();
            if (bits < LEAST_BITS) {
                throw new WrongKeyException("has " + bits + " bits (expected: >= " + LEAST_BITS + ")");
            }
        } catch (WrongKeyException e) {
            throw wrong("has a private_key that " + e.what());
        }
    }

    private UnusableFileException none(String what) {
        return wrong("is not the JSON key of a service account: " + what);
    }

    private UnusableFileException wrong(String what) {
        return new UnusableFileException(FcmCredentials.SETTING, file, what);
    }
}
