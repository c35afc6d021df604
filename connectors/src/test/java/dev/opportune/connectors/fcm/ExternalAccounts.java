package dev.opportune.connectors.fcm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Configurations of workload identity federation, as gcloud writes them.
final class ExternalAccounts {

    static final ObjectMapper JSON = new ObjectMapper();

    private ExternalAccounts() {}

    /// Its subject token lies in a file.
    static ObjectNode ofFile(String tokenUrl, String file) {
        var account = account(tokenUrl);
        account.putObject("credential_source").put("file", file);
        return account;
    }

    /// A URL gives its subject token, in a member of JSON.
    static ObjectNode ofUrl(String tokenUrl, String url) {
        var account = account(tokenUrl);
        var source = account.putObject("credential_source").put("url", url);
        source.putObject("headers").put("Metadata-Flavor", "test");
        source.putObject("format").put("type", "json").put("subject_token_field_name", "id_token");
        return account;
    }

    private static ObjectNode account(String tokenUrl) {
        return JSON.createObjectNode()
                .put("type", "external_account")
                .put("universe_domain", "googleapis.com")
                .put(
                        "audience",
                        "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/k8s")
                .put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
                .put("token_url", tokenUrl)
                .put("token_info_url", "https://sts.googleapis.com/v1/introspect");
    }
}
