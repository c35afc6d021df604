package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.wire.Endpoint;
import dev.opportune.connectors.wire.NoProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section `proxy`, and `HTTPS_PROXY` and `NO_PROXY` in its place.
class ProxyConfigTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), "");
        Files.writeString(folder.resolve("password"), "hush\nmore\n");
    }

    @Test
    void without_a_word_of_a_proxy_there_is_none() throws IOException {
        assertThat(good("", Map.of()).proxy()).isNull();
        assertThat(good("", Map.of()).egress().proxy()).isNull();
        assertThat(good("", Map.of("HTTPS_PROXY", "", "NO_PROXY", "*")).proxy()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://proxy.example:3128, proxy.example, 3128",
        "https_proxy, http://proxy.example:3128/, proxy.example, 3128",
        "HTTPS_PROXY, proxy.example:3128, proxy.example, 3128",
        "HTTPS_PROXY, HTTP://proxy.example, proxy.example, 80",
        "HTTPS_PROXY, http://[2001:db8::1]:8080, 2001:db8::1, 8080"
    })
    void the_environments_proxy_counts_as_users_expect(String variable, String url, String host, int port) {
        var proxy = good("", Map.of(variable, url, "NO_PROXY", "a.example,10.0.0.0/8"))
                .proxy();

        assertThat(proxy.address()).isEqualTo(new Endpoint(host, port));
        assertThat(proxy.exempt()).isEqualTo(NoProxy.parse("a.example,10.0.0.0/8"));
        assertThat(proxy.login()).isNull();
    }

    @Test
    void credentials_of_the_environment_are_used_and_not_shown() throws IOException {
        var config = good("", Map.of("HTTPS_PROXY", "http://gate%40way:p%3Aa+ss@proxy.example:3128"));
        var login = config.egress().proxy().login();

        assertThat(login.username()).isEqualTo("gate@way");
        assertThat(login.password()).isEqualTo("p:a+ss");
        assertThat(config + " " + config.egress()).doesNotContain("p:a+ss");
    }

    @Test
    void the_file_speaks_before_the_environment() throws IOException {
        var environment = Map.of("HTTPS_PROXY", "http://other:secret@other.example:1", "NO_PROXY", "other.example");
        var config = good(
                "proxy: {url: 'http://proxy.example:3128', username: gateway, password_file: password, no_proxy: ['*']}",
                environment);

        assertThat(config.proxy()).hasToString("proxy.example:3128, but for *");
        assertThat(config.egress().proxy().login().password()).isEqualTo("hush");
        assertThat(good("proxy: {url: none}", environment).proxy()).isNull();
        assertThat(good("proxy: {url: 'http://proxy.example:3128'}", environment)
                        .proxy())
                .hasToString("proxy.example:3128, but for other.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {url: 'https://proxy.example:3128'}            | proxy.url: a proxy that is spoken to by TLS is not supported (expected: http://host:port;
            {url: 'socks5://proxy.example:1080'}           | proxy.url: SOCKS is not supported (expected: http://host:port, or none)
            {url: 'proxy.example:3128'}                    | proxy.url: not the URL of a proxy (expected: http://host:port, or none)
            {url: 'http://proxy.example:3128/path'}        | proxy.url: not the URL of a proxy
            {url: 'http://proxy.example:99999'}            | proxy.url: endpoint port: 99999
            {url: 'http://g:secret@proxy.example:3128'}    | proxy.url: has a user or a password (expected: username and password_file)
            {url: 'http://p%secret@proxy.example:3128'}    | proxy.url: not a URL (expected: http://host:port, or none)
            {url: 'http://proxy.example:1', username: g}   | proxy.username: has no password_file (expected: both)
            {url: 'http://proxy.example:1', password_file: password} | proxy.password_file: has no username (expected: both)
            {url: 'http://proxy.example:1', username: g, password_file: absent} | proxy.password_file:
            {url: 'http://proxy.example:1', no_proxy: ['10.0.0.0/99']} | proxy.no_proxy[0]:
            {host: proxy.example}                          | proxy.host:
            """)
    void what_is_wrong_is_refused_by_its_key(String section, String said) {
        assertThat(bad("proxy: " + section, Map.of()))
                .anySatisfy(it -> assertThat(it).contains(said))
                .allSatisfy(it -> assertThat(it).doesNotContain("secret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTPS_PROXY | https://proxy.example:3128       | HTTPS_PROXY: proxy.url: a proxy that is spoken to by TLS is not supported
            https_proxy | socks5h://u:secret@proxy.example | https_proxy: proxy.url: SOCKS is not supported
            HTTPS_PROXY | http://u:%zzsecret@proxy.example | HTTPS_PROXY: proxy.url: not a URL
            NO_PROXY    | a.example,10.0.0.0/99            | NO_PROXY: proxy.no_proxy: "10.0.0.0/99" (expected: a host
            """)
    void a_variable_that_cannot_be_followed_is_refused_too(String variable, String value, String said) {
        assertThat(bad("", Map.of(variable, value)))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith(said).doesNotContain("secret"));
    }

    private GatewayConfig good(String section, Map<String, String> environment) {
        return switch (load(section, environment)) {
            case Loaded.Good<GatewayConfig>(var config) -> config;
            case Loaded.Bad<GatewayConfig>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private List<String> bad(String section, Map<String, String> environment) {
        return switch (load(section, environment)) {
            case Loaded.Good<GatewayConfig>(var config) -> throw new AssertionError("taken: " + config);
            case Loaded.Bad<GatewayConfig>(var problems) ->
                problems.stream().map(Object::toString).toList();
        };
    }

    private Loaded<GatewayConfig> load(String section, Map<String, String> environment) {
        try {
            var file = Files.writeString(folder.resolve("gateway.yaml"), "policy_file: policy.yaml\n" + section + "\n");
            return ConfigFile.load(file, environment, List.of());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
