package dev.opportune.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `tracing` of `gateway.yaml`.
class TracingConfigTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.createFile(folder.resolve("policy.yaml"));
    }

    private Loaded<GatewayConfig> load(String tracing) throws IOException {
        var file = folder.resolve("gateway.yaml");
        Files.writeString(file, "policy_file: policy.yaml\n" + tracing);
        return ConfigFile.load(file, Map.of(), List.of());
    }

    @Test
    void nobody_is_told_of_sends_unless_the_operator_says_so() throws IOException {
        assertThat(((Loaded.Good<GatewayConfig>) load("")).value().tracing()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://otel:4318, http://otel:4318/v1/traces",
        "http://otel:4318/, http://otel:4318/v1/traces",
        "https://otel.example/tenant/v1/traces, https://otel.example/tenant/v1/traces"
    })
    void an_address_without_a_path_has_that_of_otlp(String written, URI endpoint) throws IOException {
        var config = (Loaded.Good<GatewayConfig>) load("tracing: {otlp_endpoint: \"" + written + "\"}");
        assertThat(config.value().tracing())
                .isEqualTo(new TracingConfig(
                        endpoint,
                        TracingConfig.DEFAULT_SAMPLE_RATE,
                        null,
                        null,
                        TracingConfig.DEFAULT_TIMEOUT,
                        TracingConfig.DEFAULT_QUEUE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{sample_rate: 0.5}|tracing.otlp_endpoint: missing",
                "{otlp_endpoint: 'otel:4318'}|tracing.otlp_endpoint: \"otel:4318\" (expected: http:// or https://",
                "{otlp_endpoint: 'grpc://otel:4317'}|tracing.otlp_endpoint: \"grpc://otel:4317\" (expected: http://",
                "{otlp_endpoint: 'http://otel:4318?a=b'}|tracing.otlp_endpoint: \"http://otel:4318?a=b\" (expected:",
                "{otlp_endpoint: 'http://otel', sample_rate: 1.5}|tracing.sample_rate: 1.5 (expected: 0 to 1)",
                "{otlp_endpoint: 'http://otel', sample_rate: -1}|tracing.sample_rate: -1 (expected: 0 to 1)",
                "{otlp_endpoint: 'http://otel', sample_rate: NaN}|tracing.sample_rate: NaN (expected: 0 to 1)",
                "{otlp_endpoint: 'http://otel', sample_rate: few}|tracing.sample_rate: few (expected: 0 to 1)",
                "{otlp_endpoint: 'http://otel', timeout: PT1M}|tracing.timeout: PT1M (expected: PT0.1S to PT30S)",
                "{otlp_endpoint: 'http://otel', queue: 8}|tracing.queue: 8 (expected: 512 to 100000)",
                "{otlp_endpoint: 'http://otel', headers_file: gone}|tracing.headers_file: ",
                "{otlp_endpoint: 'http://otel', rate: 1}|tracing.rate: unknown key"
            })
    void what_is_wrong_is_named(String tracing, String problem) throws IOException {
        assertThat(problems("tracing: " + tracing)).anyMatch(it -> it.contains(problem));
    }

    @Test
    void a_password_in_an_address_is_refused_and_not_shown() throws IOException {
        var problems = problems("tracing: {otlp_endpoint: 'https://me:hush@otel.example'}");
        assertThat(problems).anyMatch(it -> it.contains("tracing.otlp_endpoint: has a user or a password"));
        assertThat(problems).noneMatch(it -> it.contains("hush"));
    }

    private List<String> problems(String tracing) throws IOException {
        return ((Loaded.Bad<GatewayConfig>) load(tracing))
                .problems().stream().map(Problem::toString).toList();
    }
}
