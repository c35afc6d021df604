package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
    void what_is_hardly_meant_is_warned_of_at_its_line_and_a_fault_only_when_strict() throws IOException {
        write("policy.yaml", """
                version: "1"
                caps:
                  forgotten: {limit: 1, window: PT1H}
                categories:
                  flash-sale: {class: promotional}
                """);

        assertThat(check()).isZero();
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("warning: ")
                .contains("policy.yaml:3: caps.forgotten: stops nothing");
        assertThat(check("--strict")).isEqualTo(1);
        write("policy.yaml", POLICY);
        assertThat(check("--strict")).isZero();
    }

    @Test
    void an_app_that_no_device_is_of_is_warned_of() throws Exception {
        var app =
                ", provider: apns, environment: production, key_file: AuthKey.p8, key_id: ABCDE12345, team_id: FGHIJ67890}";
        write("AuthKey.p8", appleKey());
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                apps:
                  calls: {topic: com.example.shop.voip%1$s
                  shop: {topic: com.example.shop%1$s
                  again: {topic: com.example.shop%1$s
                  astray: {topic: com.example.other, endpoint: "api.sandbox.push.apple.com:443"%1$s
                """.formatted(app));

        assertThat(check()).as(err.toString()).isZero();
        assertThat(err.toString().lines())
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
    void a_webhook_is_judged_by_its_secret_its_categories_and_how_long_events_are_kept() throws IOException {
        write("secret", "whsec_c2hvcnQ=");
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                webhooks:
                  - {name: orders, url: "https://hooks.example/secret-path", types: [opportune.send.settled],
                     categories: [flash-sale, gone], secret_files: secret}
                """);
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .anySatisfy(it -> assertThat(it).contains("secret: not a secret (expected: whsec_"))
                .anySatisfy(it -> assertThat(it)
                        .isEqualTo("webhooks.orders.categories: gone (expected: categories of the policy)"));
        assertThat(err.toString()).doesNotContain("c2hvcnQ");

        err.getBuffer().setLength(0);
        write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        write("gateway.yaml", Files.readString(folder.resolve("gateway.yaml")).replace(", gone", ""));
        assertThat(check()).isZero();
        assertThat(err.toString()).startsWith("warning: events.retention: PT1H (expected: P1D with webhooks");
        assertThat(out.toString())
                .contains("Webhook orders to hooks.example:443: opportune.send.settled")
                .doesNotContain("secret-path");
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
    void a_key_that_is_not_its_certificates_is_refused() throws Exception {
        var ca = ServingFixture.ca("servers");
        write("cert.pem", ServingFixture.of(ca, "localhost").getCertificatePathPEM());
        write("key.pem", ServingFixture.of(ca, "localhost").getPrivateKeyPEM());
        write("gateway.yaml", """
                http: {tls: {cert_file: cert.pem, key_file: key.pem}}
                policy_file: policy.yaml
                callers_file: callers.yaml
                """);

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString())
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
            write("cert.pem", made.getCertificatePEM());
            write("key.pem", made.getPrivateKeyPEM());
            write("gateway.yaml", """
                    http: {tls: {cert_file: cert.pem, key_file: key.pem}}
                    policy_file: policy.yaml
                    callers_file: callers.yaml
                    """);
            assertThat(check()).as(err.toString()).isZero();
        }
        write("key.pem", "not a key");
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("http.tls: cert_file and key_file cannot be used: ", "(expected: ");
    }

    @Test
    void both_ports_cannot_be_one() {
        assertThat(check("--set", "admin.port=8080")).isEqualTo(2);
        assertThat(err.toString()).contains("admin.port: 8080 (expected: another than http.port)");
    }

    @Test
    void templates_are_named_with_their_locales_and_what_might_be_better_is_said_without_a_fault() throws IOException {
        template("title: \"{name}, THE SALE IS ON\"", "title: \"{name}, jetzt\"");

        assertThat(check()).isZero();
        assertThat(out.toString())
                .contains("Template sale 2: en, de (default: en)")
                .doesNotContain("there, THE SALE");
        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: template sale 2: en/title is nearly all capitals (better: small letters, too)",
                        "warning: template sale 2: en/action is missing (better: a link to what it is about)",
                        "warning: template sale 2: de/action is missing (better: a link to what it is about)");
    }

    @Test
    void render_shows_every_locale_with_samples_and_with_stand_ins() throws IOException {
        template("title: \"{name}, sale\"", "title: \"{name}, Ausverkauf\"");

        assertThat(check("--render")).isZero();
        assertThat(out.toString().lines())
                .containsSubsequence(
                        "  en",
                        "    title: Alex, sale",
                        "  en, without name",
                        "    title: there, sale",
                        "  de",
                        "    title: Alex, Ausverkauf",
                        "  de, without name",
                        "    title: du, Ausverkauf");
    }

    @Test
    void a_template_that_lacks_what_another_locale_has_is_a_fault_by_file_line_and_key() throws IOException {
        template("title: \"{name}, sale\", body: Today", "title: \"{name}, Ausverkauf\"");

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("sale.yaml:7: locales.de.body: missing (expected: a value, as in en)");
    }

    @Test
    void data_that_a_push_cannot_have_is_a_fault() throws IOException {
        template("title: \"{name}\", data: {from: shop}", "title: \"{name}\", data: {from: shop}");

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("template sale 2: data.from: a reserved name");
    }

    private void template(String english, String german) throws IOException {
        Files.createDirectories(folder.resolve("templates"));
        write("templates/sale.yaml", """
                id: sale
                version: 2
                arguments:
                  name: {from: user.first_name, or: {en: there, de: du}}
                locales:
                  en: {%s}
                  de: {%s}
                default_locale: en
                """.formatted(english, german));
        write("gateway.yaml", "policy_file: policy.yaml\ncallers_file: callers.yaml\ntemplates_dir: templates\n");
    }

    @Test
    void the_goal_of_an_experiment_is_a_conversion_that_may_be_reported() throws IOException {
        experiment();
        engagement("purchase, signup");
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .endsWith(
                        "policy.yaml: experiments.rain.goal: converted:sale (expected: a name of engagement.conversions"
                                + " in the configuration: purchase, signup)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_goal_among_no_conversions_is_a_fault_and_one_that_is_declared_is_none() throws IOException {
        experiment();
        engagement("");
        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("converted:sale", "in the configuration: there is none)");
        engagement("sale");
        err.getBuffer().setLength(0);
        assertThat(check()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void experiments_without_engagement_are_warned_of_by_name() throws IOException {
        experiment();
        assertThat(check()).isZero();
        assertThat(err.toString().lines())
                .containsExactly("warning: experiments: nobody enters rain, and everybody gets an arm's words"
                        + " (expected: engagement in the configuration)");
    }

    private void experiment() throws IOException {
        write("policy.yaml", POLICY + """
                experiments:
                  rain: {salt: "1", arms: {calm: 1, urgent: 1}, goal: "converted:sale"}
                """);
    }

    private void engagement(String conversions) throws IOException {
        write("gateway.yaml", """
                policy_file: policy.yaml
                callers_file: callers.yaml
                engagement: {conversions: [%s]}
                """.formatted(conversions));
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
