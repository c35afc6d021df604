package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.redis.RedisFitness.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds where the operator says nothing.
class ConfigDefaultsTest {

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void files() throws IOException {
        files = new ConfigFolder(folder);
    }

    @Test
    void a_policy_is_all_that_must_be_said() {
        var config = files.good("policy_file: policy.yaml");

        assertThat(config.http()).isEqualTo(new HttpConfig(8080, null));
        assertThat(config.admin()).isEqualTo(new AdminConfig("127.0.0.1", 8081));
        assertThat(config.redis().servers()).hasToString("redis://127.0.0.1:6379");
        assertThat(config.redis().durability()).isEqualTo(Durability.AOF);
        assertThat(config.lanes()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.callersFile()).isNull();
        assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(Duration.ofSeconds(5), Duration.ofSeconds(40)));
        assertThat(config.log()).isEqualTo(LogConfig.DEFAULT);
        assertThat(config.apps()).isEmpty();
        assertThat(config.engagement()).isNull();
    }

    @Test
    void nobody_is_served_without_callers_unless_the_operator_says_so() {
        assertThat(files.good(ConfigFileTest.FULL).refusalToServe(false)).isEmpty();
        var open = files.good("policy_file: policy.yaml");
        assertThat(open.refusalToServe(false))
                .hasValueSatisfying(it -> assertThat(it).contains("callers_file"));
        assertThat(open.refusalToServe(true)).isEmpty();
    }
}
