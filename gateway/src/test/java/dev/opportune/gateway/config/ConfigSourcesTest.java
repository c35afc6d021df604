package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who speaks of a setting, and who has the last word: the file, then the environment, then flags.
class ConfigSourcesTest {

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void the_environment_fills_a_section_that_says_nothing() {
        var loaded = files.load("policy_file: policy.yaml\nhttp:\n", Map.of("OPPORTUNE_HTTP_PORT", "8001"), List.of());

        assertThat(((Loaded.Good<GatewayConfig>) loaded).value().http().port()).isEqualTo(8001);
    }

    @Test
    void the_environment_speaks_after_the_file_and_flags_after_the_environment() {
        var environment = Map.of(
                "OPPORTUNE_HTTP_PORT", "8001",
                "OPPORTUNE_ADMIN_PORT", "8002",
                "OPPORTUNE_REDIS_PREFIX", "env:",
                "OPPORTUNE_APPS_SHOP_IOS_KEY_ID", "ABCDEFGHIJ",
                "OPPORTUNE_LOG_LEVEL", "DEBUG",
                "OPPORTUNE_SUPPRESSIONS_LOG_LEVEL", "WARN",
                "OPPORTUNE_ENDS_LOG_LEVEL", "WARN",
                "PATH", "/bin");

        var config =
                files.good(ConfigFileTest.FULL, environment, List.of("http.port=8003", "idempotency.retention=PT3H"));

        assertThat(config.http().port()).isEqualTo(8003);
        assertThat(config.admin().port()).isEqualTo(8002);
        assertThat(config.redis().prefix()).isEqualTo("env:");
        assertThat(config.idempotencyRetention()).isEqualTo(Duration.ofHours(3));
        assertThat(((AppConfig.Apns) config.apps().getFirst()).settings().keyId())
                .isEqualTo("ABCDEFGHIJ");
    }

    @Test
    void an_override_that_is_wrong_says_where_it_came_from() {
        assertThat(files.bad(ConfigFileTest.FULL, Map.of("OPPORTUNE_HTTP_PORT", "99999"), List.of()))
                .containsExactly("environment OPPORTUNE_HTTP_PORT: http.port: 99999 (expected: 0 to 65535)");
        assertThat(files.bad(ConfigFileTest.FULL, Map.of("OPPORTUNE_HTPP_PORT", "1"), List.of()))
                .containsExactly(
                        "environment OPPORTUNE_HTPP_PORT: unknown key (expected: one such as OPPORTUNE_HTTP_PORT)");
        assertThat(files.bad(ConfigFileTest.FULL, Map.of(), List.of("http.prot=1")))
                .containsExactly(
                        "--set http.prot: http.prot: unknown key (expected: one of host, port, tls, max_connections, "
                                + "max_connections_per_address)");
        assertThat(files.bad(ConfigFileTest.FULL, Map.of(), List.of("lanes.x=1")))
                .containsExactly("--set lanes.x: lanes.x: lanes has a value (expected: keys)");
        assertThat(files.bad(ConfigFileTest.FULL, Map.of(), List.of("lanes")))
                .singleElement()
                .asString()
                .startsWith("--set lanes: ");
    }

    @Test
    void what_kubernetes_says_of_its_services_is_not_for_us() {
        var links = Map.of(
                "OPPORTUNE_SERVICE_HOST", "10.0.0.1",
                "OPPORTUNE_PORT", "tcp://10.0.0.1:80",
                "OPPORTUNE_PORT_80_TCP_ADDR", "10.0.0.1",
                "OPPORTUNE_REDIS_SERVICE_PORT_MAIN", "6379");

        assertThat(files.good(ConfigFileTest.FULL, links, List.of())).isEqualTo(files.good(ConfigFileTest.FULL));
    }
}
