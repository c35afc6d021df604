package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.connectors.wire.UnusableFileException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges the configuration of workload identity federation (`external_account`, as `gcloud iam workload-identity-pools
/// create-cred-config` writes it) before anything is made of it: it may say where to send credentials and what to run,
/// so Google has whoever takes one validate it first. None of the sentences quotes what the file holds.
///
/// Taken are subject tokens that lie in a file or that a URL gives. What would run a program, ask AWS, or need a client
/// certificate is refused by name.
final class ExternalAccountFile {

    private static final String HOW = " (expected: as gcloud iam workload-identity-pools create-cred-config writes it)";
    private static final String IMPERSONATION = "service_account_impersonation_url";
    private static final String SOURCE = "credential_source";

    /// Metadata servers of clouds, which speak no TLS and are on no wire (RFC 3927).
    private static final Set<String> ON_THIS_MACHINE =
            Set.of("169.254.169.254", "metadata.google.internal", "localhost", "127.0.0.1", "[::1]");

    private final Path file;
    private final JsonNode json;

    private ExternalAccountFile(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /// Gives its `token_url`; [UnusableFileException] when it is not to be used.
    static URI judge(Path file, JsonNode json) {
        return new ExternalAccountFile(file, json).judge();
    }

    private URI judge() {
        for (String member : List.of("audience", "subject_token_type", "token_url")) {
            var _ = require(json, member, member);
        }
        URI tokenUrl = https("token_url");
        if (json.has("token_info_url")) {
            var _ = https("token_info_url");
        }
        judgeImpersonation();
        judgeSource(json.path(SOURCE));
        return tokenUrl;
    }

    private void judgeImpersonation() {
        if (json.has(IMPERSONATION)) {
            String path = https(IMPERSONATION).getPath();
            if (!path.matches(".*/serviceAccounts/[^/:]+:generateAccessToken")) {
                throw wrong("has a " + IMPERSONATION + " that is none (expected: https://iamcredentials.googleapis.com"
                        + "/v1/projects/-/serviceAccounts/EMAIL:generateAccessToken)");
            }
        }
        var lifetime = json.path("service_account_impersonation").path("token_lifetime_seconds");
        if (!lifetime.isMissingNode() && (!lifetime.isInt() || lifetime.asInt() < 600 || lifetime.asInt() > 43_200)) {
            throw wrong("has a token_lifetime_seconds that is none (expected: 600 to 43200)");
        }
    }

    private void judgeSource(JsonNode source) {
        if (!source.isObject()) throw wrong("has no " + SOURCE + HOW);
        if (source.has("executable")) {
            throw wrong("has a " + SOURCE + " that runs a program (executable), which is not supported"
                    + " (expected: file or url)");
        }
        if (source.has("environment_id")) {
            throw wrong("has a " + SOURCE + " of AWS (environment_id), which is not supported (expected: file or url)");
        }
        if (source.has("certificate")) {
            throw wrong("has a " + SOURCE + " of a client certificate, which is not supported (expected: file or url)");
        }
        if (source.has("file") == source.has("url")) {
            throw wrong("has a " + SOURCE + " with neither or both of file and url (expected: one of them)");
        }
        if (source.has("file")) judgeTokenFile(require(source, "file", SOURCE + ".file"));
        else judgeTokenSource(require(source, "url", SOURCE + ".url"));
        judgeHeaders(source.path("headers"));
        judgeFormat(source.path("format"));
    }

    private void judgeTokenFile(String path) {
        if (!path.startsWith("/")) {
            throw wrong("has a " + SOURCE + ".file that is no whole path (expected: one that begins with /)");
        }
    }

    /// A subject token that somebody reads on its way is good for an access token.
    private void judgeTokenSource(String text) {
        URI url = url(text);
        if (url != null && url.getHost() != null) {
            if ("https".equalsIgnoreCase(url.getScheme())) return;
            if ("http".equalsIgnoreCase(url.getScheme()) && ON_THIS_MACHINE.contains(url.getHost())) return;
        }
        throw wrong("has a " + SOURCE + ".url that is no https:// address (expected: one, or http:// of this machine or"
                + " its cloud's metadata server)");
    }

    private void judgeHeaders(JsonNode headers) {
        boolean areTexts = headers.isMissingNode()
                || (headers.isObject() && headers.valueStream().allMatch(JsonNode::isTextual));
        if (!areTexts) throw wrong("has " + SOURCE + ".headers that are none (expected: texts by name)");
    }

    private void judgeFormat(JsonNode format) {
        if (format.isMissingNode()) return;
        String type = format.path("type").asText("");
        if (!Set.of("text", "json").contains(type)) {
            throw wrong("has a " + SOURCE + ".format.type that is none (expected: text or json)");
        }
        if (type.equals("json")) {
            var _ = require(format, "subject_token_field_name", SOURCE + ".format.subject_token_field_name");
        }
    }

    private URI https(String member) {
        URI url = url(require(json, member, member));
        if (url != null && "https".equalsIgnoreCase(url.getScheme()) && url.getHost() != null) return url;
        throw wrong("has a " + member + " that is no https:// address" + HOW);
    }

    private static @Nullable URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null; // said by the caller, without what it is
        }
    }

    private String require(JsonNode in, String member, String name) {
        var value = in.path(member);
        if (!value.isTextual() || value.asText().isBlank()) throw wrong("has no " + name + HOW);
        return value.asText();
    }

    private UnusableFileException wrong(String what) {
        return new UnusableFileException(FcmCredentials.SETTING, file, what);
    }
}
