package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String POLICY = """
            version: "1"
            categories:
              flash-sale: {class: promotional}
            """;
    private static final String CALLERS = """
            callers:
            - name: shop
              key_sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
              scopes: [sends:write]
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        write("policy.yaml", POLICY);
        write("callers.yaml", CALLERS);
        write("gateway.yaml", "policy_file: policy.yaml\ncallers_file: callers.yaml\n");
    }

    @Test
    void what_is_well_is_told_in_words() {
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("Policy 1", "flash-sale", "Callers: shop", "No apps");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void problems_of_all_files_are_told_at_once_by_file_and_line() throws IOException {
        write("policy.yaml", POLICY.replace("promotional", "promo"));
        write("callers.yaml", CALLERS.replace("sends:write", "sends"));

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).contains("policy.yaml:3: "))
                .anySatisfy(it -> assertThat(it).contains("callers.yaml:4: callers[0].scopes[0]: "));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void an_app_whose_key_is_of_no_use_is_named() throws IOException {
        write("AuthKey.p8", "not a key");
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  shop-ios: {provider: apns, topic: com.example.shop, environment: production, key_file: AuthKey.p8,
                             key_id: ABCDE12345, team_id: FGHIJ67890}
                  shop-android: {provider: fcm, service_account_file: absent.json}
                """);

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).startsWith("apps.shop-ios: key_file: "))
                .anySatisfy(it -> assertThat(it).startsWith("apps.shop-android: service_account_file: "));
    }

    @Test
    void an_apps_ids_are_judged_at_their_line() throws IOException {
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  spaced: {provider: apns, topic: my shop, environment: production, key_file: AuthKey.p8,
                           key_id: ABCDE12345, team_id: FGHIJ67890}
                  dotless:
                    provider: apns
                    topic: shop
                    environment: production
                    key_file: AuthKey.p8
                    key_id: ABCDE12345
                    team_id: FGHIJ67890
                  short: {provider: apns, topic: com.example.shop, environment: production, key_file: AuthKey.p8,
                          key_id: ABCDE, team_id: FGHIJ67890}
                """);

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(3)
                .anySatisfy(it ->
                        assertThat(it).contains(":4: apps.spaced.topic: \"my shop\" (expected: the app's bundle id"))
                .anySatisfy(it ->
                        assertThat(it).contains(":8: apps.dotless.topic: \"shop\" (expected: the app's bundle id"))
                .anySatisfy(it -> assertThat(it).contains("apps.short.key_id: \"ABCDE\" (expected: 10 characters)"));
    }

    @Test
    void a_file_of_another_kind_is_named_with_what_to_do() throws IOException {
        write("web.json", "{\"web\":{\"client_secret\":\"hidden\"}}");
        write("federated.json", "{\"type\":\"external_account\",\"audience\":\"hidden\"}");
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  web: {provider: fcm, service_account_file: web.json}
                  federated: {provider: fcm, service_account_file: federated.json}
                """);

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("hidden");
        assertThat(err.toString().lines())
                .hasSize(2)
                .anySatisfy(
                        it -> assertThat(it).contains("apps.web: ", "an OAuth client's file (expected: the file that"))
                .anySatisfy(
                        it -> assertThat(it).contains("apps.federated: ", "federated.json has no subject_token_type"));
    }

    @Test
    void the_proxy_that_counts_is_told_without_its_credentials() throws IOException {
        write("password", "hidden");
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                proxy: {url: "http://proxy.example:3128", username: gateway, password_file: password, no_proxy: [.svc]}
                """);

        assertThat(check()).isZero();
        assertThat(out.toString())
                .contains("Proxy for all of them: proxy.example:3128, but for .svc")
                .doesNotContain("hidden");
    }

    @Test
    void a_flag_is_checked_like_the_file() {
        assertThat(check("--set", "http.port=70000")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("--set http.port: http.port: 70000 (expected: 0 to 65535)");
    }

    @Test
    void a_command_that_says_nothing_is_told_what_there_is() {
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute()).isEqualTo(2);
        assertThat(err.toString()).contains("serve", "check");
    }

    private int check(String... more) {
        var command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var arguments = new String[3 + more.length];
        arguments[0] = "check";
        arguments[1] = "--config";
        arguments[2] = folder.resolve("gateway.yaml").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return command.execute(arguments);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
