package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.connectors.wire.UnusableFileException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a configuration of workload identity federation may say, and that nothing of it is shown.
class ExternalAccountFileTest {

    private static final String STS = "https://sts.googleapis.com/v1/token";
    private static final String IMPERSONATE = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
            + "push@shop-1.iam.gserviceaccount.com:generateAccessToken";

    @TempDir
    private Path folder;

    @Test
    void configurations_as_gcloud_writes_them_are_taken() {
        var impersonating = file().put("service_account_impersonation_url", IMPERSONATE);
        impersonating.putObject("service_account_impersonation").put("token_lifetime_seconds", 1200);

        for (var account : new ObjectNode[] {file(), impersonating, url("https://id.example/token")}) {
            assertThat(judge(account)).isEqualTo(new Judged.Federated(URI.create(STS)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audience", "subject_token_type", "token_url", "credential_source"})
    void what_is_missing_is_named(String member) {
        refused(file().without(List.of(member)), "has no " + member + " (expected: as gcloud");
        refused(file().put(member, 7), "has no " + member + " (expected: as gcloud");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://sts.example/secret", "file:///secret", "sts.example/secret", "https:///secret"})
    void credentials_go_nowhere_in_plain_text(String url) {
        for (String member : new String[] {"token_url", "token_info_url", "service_account_impersonation_url"}) {
            refused(file().put(member, url), "has a " + member + " that is no https:// address");
        }
        refused(url(url), "has a credential_source.url that is no https:// address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/metadata/identity",
                "http://metadata.google.internal/x",
                "http://localhost:8080/token",
                "http://[::1]/token"
            })
    void a_metadata_server_may_speak_no_tls(String url) {
        assertThat(judge(url(url))).isInstanceOf(Judged.Federated.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"executable":{"command":"/bin/secret"}}            | has a credential_source that runs a program (executable), which is not supported
            {"executable":{"command":"/bin/secret"},"file":"/f"} | has a credential_source that runs a program (executable), which is not supported
            {"environment_id":"aws1","url":"https://secret"}    | has a credential_source of AWS (environment_id), which is not supported
            {"certificate":{"trust_chain_path":"/secret"}}      | has a credential_source of a client certificate, which is not supported
            {}                                                  | has a credential_source with neither or both of file and url
            {"file":"/secret","url":"https://secret"}           | has a credential_source with neither or both of file and url
            {"file":"secret"}                                   | has a credential_source.file that is no whole path
            {"file":7}                                          | has no credential_source.file
            {"url":"https://a b/secret"}                        | has a credential_source.url that is no https:// address
            {"url":"https://a","headers":["secret"]}            | has credential_source.headers that are none
            {"url":"https://a","headers":{"a":7}}               | has credential_source.headers that are none
            {"file":"/f","format":{"type":"secret"}}            | has a credential_source.format.type that is none
            {"file":"/f","format":{"type":"json"}}              | has no credential_source.format.subject_token_field_name
            "secret"                                            | has no credential_source
            """)
    void a_source_that_is_unsafe_or_none_is_named(String source, String said) throws IOException {
        refused(file().set("credential_source", ExternalAccounts.JSON.readTree(source)), said);
    }

    @Test
    void impersonation_is_of_a_service_account_for_a_while() {
        refused(
                file().put("service_account_impersonation_url", "https://iam.example/secret"),
                "has a service_account_impersonation_url that is none");
        for (int seconds : new int[] {0, 599, 43_201}) {
            var account = file();
            account.putObject("service_account_impersonation").put("token_lifetime_seconds", seconds);
            refused(account, "has a token_lifetime_seconds that is none (expected: 600 to 43200)");
        }
    }

    @Test
    void a_project_is_named_beside_it() throws IOException {
        Path file = Files.writeString(folder.resolve("federated.json"), file().toString());
        var settings = new FcmSettings("shop-android", file, null, null);

        assertThatThrownBy(() -> FcmCredentials.read(settings))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("service_account_file: " + file + " names no project (external_account)"
                        + " (expected: project beside it, the Firebase project's id)");
        assertThat(FcmCredentials.read(settings.withProject("shop-2")).project())
                .isEqualTo("shop-2");
        assertThatThrownBy(() -> settings.withProject("shop/../2"))
                .hasMessageStartingWith("project: \"shop/../2\" (exp");
    }

    private static void refused(JsonNode account, String said) {
        assertThatThrownBy(() -> judge(account))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith("service_account_file: federated.json " + said)
                .hasMessageNotContaining("secret");
    }

    private static Judged judge(JsonNode account) {
        return ServiceAccountFile.judge(
                Path.of("federated.json"), account.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode file() {
        return ExternalAccounts.ofFile(STS, "/var/run/secrets/token");
    }

    private static ObjectNode url(String url) {
        return ExternalAccounts.ofUrl(STS, url);
    }
}
