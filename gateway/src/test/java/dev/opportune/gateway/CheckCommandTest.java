package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String POLICY = Checked.POLICY;
    private static final String CALLERS = Checked.CALLERS;

    @TempDir
    private Path folder;

    private Checked at;

    @BeforeEach
    void files() throws IOException {
        at = new Checked(folder);
    }

    @Test
    void what_is_well_is_told_in_words() {
        assertThat(at.check()).isZero();
        assertThat(at.out.toString()).contains("Policy 1", "flash-sale", "Callers: shop", "No apps");
        assertThat(at.err.toString()).isEmpty();
    }

    @Test
    void problems_of_all_files_are_told_at_once_by_file_and_line() throws IOException {
        at.write("policy.yaml", POLICY.replace("promotional", "promo"));
        at.write("callers.yaml", CALLERS.replace("sends:write", "sends"));

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).contains("policy.yaml:3: "))
                .anySatisfy(it -> assertThat(it).contains("callers.yaml:4: callers[0].scopes[0]: "));
        assertThat(at.out.toString()).isEmpty();
    }

    @Test
    void what_is_hardly_meant_is_warned_of_at_its_line_and_a_fault_only_when_strict() throws IOException {
        at.write("policy.yaml", """
                version: "1"
                caps:
                  forgotten: {limit: 1, window: PT1H}
                categories:
                  flash-sale: {class: promotional}
                """);

        assertThat(at.check()).isZero();
        assertThat(at.err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("warning: ")
                .contains("policy.yaml:3: caps.forgotten: stops nothing");
        assertThat(at.check("--strict")).isEqualTo(1);
        at.write("policy.yaml", POLICY);
        assertThat(at.check("--strict")).isZero();
    }

    @Test
    void an_app_that_no_device_is_of_is_warned_of() throws Exception {
        var app =
                ", provider: apns, environment: production, key_file: AuthKey.p8, key_id: ABCDE12345, team_id: FGHIJ67890}";
        at.write("AuthKey.p8", appleKey());
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  calls: {topic: com.example.shop.voip%1$s
                  shop: {topic: com.example.shop%1$s
                  again: {topic: com.example.shop%1$s
                  astray: {topic: com.example.other, endpoint: "api.sandbox.push.apple.com:443"%1$s
                """.formatted(app));

        assertThat(at.check()).as(at.err.toString()).isZero();
        assertThat(at.err.toString().lines())
                .hasSize(3)
                .anySatisfy(it -> assertThat(it)
                        .contains(":4: apps.calls.topic: com.example.shop.voip is Apple's topic for calls"))
                .anySatisfy(it -> assertThat(it).contains("the same app at Apple as "))
                .anySatisfy(it -> assertThat(it)
                        .contains(":7: apps.astray.endpoint: ")
                        .contains("is of the environment sandbox"));
    }

    private static String appleKey() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        var encoded = keys.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void an_app_whose_key_is_of_no_use_is_named() throws IOException {
        at.write("AuthKey.p8", "not a key");
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  shop-ios: {provider: apns, topic: com.example.shop, environment: production, key_file: AuthKey.p8,
                             key_id: ABCDE12345, team_id: FGHIJ67890}
                  shop-android: {provider: fcm, service_account_file: absent.json}
                """);

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).startsWith("apps.shop-ios: key_file: "))
                .anySatisfy(it -> assertThat(it).startsWith("apps.shop-android: service_account_file: "));
    }

    @Test
    void a_webhook_is_judged_by_its_secret_its_categories_and_how_long_events_are_kept() throws IOException {
        at.write("secret", "whsec_c2hvcnQ=");
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                webhooks:
                  - {name: orders, url: "https://hooks.example/secret-path", types: [opportune.send.settled],
                     categories: [flash-sale, gone], secret_files: secret}
                """);
        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).contains("secret: not a secret (expected: whsec_"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("webhooks.orders.categories: gone (expected: categories of the policy)"));
        assertThat(at.err.toString()).doesNotContain("c2hvcnQ");

        at.err.getBuffer().setLength(0);
        at.write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        at.write(
                "gateway.yaml", Files.readString(folder.resolve("gateway.yaml")).replace(", gone", ""));
        assertThat(at.check()).isZero();
        assertThat(at.err.toString()).startsWith("warning: events.retention: PT1H (expected: P1D with webhooks");
        assertThat(at.out.toString())
                .contains("Webhook orders to hooks.example:443: opportune.send.settled")
                .doesNotContain("secret-path");
    }

    @Test
    void an_apps_ids_are_judged_at_their_line() throws IOException {
        at.write("gateway.yaml", """
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

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString().lines())
                .hasSize(3)
                .anySatisfy(it ->
                        assertThat(it).contains(":4: apps.spaced.topic: \"my shop\" (expected: the app's bundle id"))
                .anySatisfy(it ->
                        assertThat(it).contains(":8: apps.dotless.topic: \"shop\" (expected: the app's bundle id"))
                .anySatisfy(it -> assertThat(it).contains("apps.short.key_id: \"ABCDE\" (expected: 10 characters)"));
    }

    @Test
    void a_file_of_another_kind_is_named_with_what_to_do() throws IOException {
        at.write("web.json", "{\"web\":{\"client_secret\":\"hidden\"}}");
        at.write("federated.json", "{\"type\":\"external_account\",\"audience\":\"hidden\"}");
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  web: {provider: fcm, service_account_file: web.json}
                  federated: {provider: fcm, service_account_file: federated.json}
                """);

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString()).doesNotContain("hidden");
        assertThat(at.err.toString().lines())
                .hasSize(2)
                .anySatisfy(
                        it -> assertThat(it).contains("apps.web: ", "an OAuth client's file (expected: the file that"))
                .anySatisfy(
                        it -> assertThat(it).contains("apps.federated: ", "federated.json has no subject_token_type"));
    }

    @Test
    void the_proxy_that_counts_is_told_without_its_credentials() throws IOException {
        at.write("password", "hidden");
        at.write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                proxy: {url: "http://proxy.example:3128", username: gateway, password_file: password, no_proxy: [.svc]}
                """);

        assertThat(at.check()).isZero();
        assertThat(at.out.toString())
                .contains("Proxy for all of them: proxy.example:3128, but for .svc")
                .doesNotContain("hidden");
    }

    @Test
    void a_key_that_is_not_its_certificates_is_refused() throws Exception {
        var ca = ServingFixture.ca("servers");
        at.write("cert.pem", ServingFixture.of(ca, "localhost").getCertificatePathPEM());
        at.write("key.pem", ServingFixture.of(ca, "localhost").getPrivateKeyPEM());
        at.write("gateway.yaml", """
                http: {tls: {cert_file: cert.pem, key_file: key.pem}}
                policy_file: policy.yaml
                callers_file: callers.yaml
                """);

        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString())
                .startsWith("http.tls.key_file: is not the key of the certificate in cert_file (expected: its key)");
    }

    @Test
    void a_certificate_and_its_key_are_well_whatever_their_kind() throws Exception {
        for (var made : List.of(
                new CertificateBuilder()
                        .subject("CN=a")
                        .setIsCertificateAuthority(true)
                        .ecp256()
                        .buildSelfSigned(),
                new CertificateBuilder()
                        .subject("CN=a")
                        .setIsCertificateAuthority(true)
                        .rsa2048()
                        .buildSelfSigned())) {
            at.write("cert.pem", made.getCertificatePEM());
            at.write("key.pem", made.getPrivateKeyPEM());
            at.write("gateway.yaml", """
                    http: {tls: {cert_file: cert.pem, key_file: key.pem}}
                    policy_file: policy.yaml
                    callers_file: callers.yaml
                    """);
            assertThat(at.check()).as(at.err.toString()).isZero();
        }
        at.write("key.pem", "not a key");
        assertThat(at.check()).isEqualTo(2);
        assertThat(at.err.toString()).contains("http.tls: cert_file and key_file cannot be used: ", "(expected: ");
    }

    @Test
    void both_ports_cannot_be_one() {
        assertThat(at.check("--set", "admin.port=8080")).isEqualTo(2);
        assertThat(at.err.toString()).contains("admin.port: 8080 (expected: another than http.port)");
    }

    @Test
    void a_flag_is_checked_like_the_file() {
        assertThat(at.check("--set", "http.port=70000")).isEqualTo(2);
        assertThat(at.err.toString().strip()).isEqualTo("--set http.port: http.port: 70000 (expected: 0 to 65535)");
    }

    @Test
    void a_command_that_says_nothing_is_told_what_there_is() {
        assertThat(Main.commandLine().setErr(new PrintWriter(at.err)).execute()).isEqualTo(2);
        assertThat(at.err.toString()).contains("serve", "check");
    }
}
