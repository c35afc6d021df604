package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.trace.Collector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces of a gateway as `serve` starts it: what is configured, what `/metrics` and `/readyz` say of it.
class ServedTracesIT {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    @TempDir
    private Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Collector collector;
    private ServingFixture fixture;
    private Serving serving;

    @BeforeEach
    void start() throws Exception {
        collector = new Collector();
        fixture = new ServingFixture(folder, "{port: 0}", true);
        fixture.write("headers", "# of the collector\nX-Key: first\n");
        serving = fixture.start(
                List.of(
                        "tracing.otlp_endpoint=" + collector.endpoint(),
                        "tracing.sample_rate=1",
                        "tracing.headers_file=headers"),
                true);
    }

    @AfterEach
    void stop() throws Exception {
        serving.close();
        fixture.close();
        collector.close();
        http.close();
    }

    private void send() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serving.port() + "/v1/sends"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"user\": \"mia\", \"category\": \"news\", \"content\": {\"title\": \"t\"}}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> metrics(Serving of, String accept) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.adminPort() + "/metrics"))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_collector_is_told_with_its_headers_which_are_read_again_when_they_change() throws Exception {
        send();
        await().atMost(Duration.ofSeconds(20)).until(() -> !collector.spans().isEmpty());
        var span = collector.spans().getFirst();
        assertThat(span.name()).isEqualTo("admission");
        assertThat(span.of("outcome")).isEqualTo("suppressed");
        assertThat(span.of("reason")).isEqualTo("unknown_user");
        assertThat(collector.heads().getFirst().get("X-key")).containsExactly("first");

        fixture.write("headers", "X-Key: second\n");
        serving.lookAtFiles();
        send();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> collector.heads().stream()
                        .anyMatch(it -> List.of("second").equals(it.get("X-key"))));
    }

    @Test
    void whoever_takes_openmetrics_sees_traces_as_examples_and_nobody_where_nobody_is_followed() throws Exception {
        send();
        var open = metrics(serving, OPEN_METRICS + ";version=1.0.0,text/plain;q=0.5");
        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith(OPEN_METRICS);
        assertThat(open.body())
                .endsWith("# EOF\n")
                .containsPattern("opportune_admission_seconds_bucket[^\n]* # \\{[^\n]*trace_id=\"[0-9a-f]{32}\"");
        assertThat(metrics(serving, "text/plain").body()).doesNotContain("trace_id");

        var without = metrics(fixture.serving, OPEN_METRICS);
        assertThat(without.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(without.body()).doesNotContain("trace_id", "opportune_spans");
    }

    /// Prometheus goes from one form to the other when traces are switched on: series with other labels would be
    /// others.
    @Test
    void both_forms_of_the_metrics_have_the_same_series() throws Exception {
        send();
        assertThat(series(metrics(serving, OPEN_METRICS).body()))
                .containsExactlyElementsOf(series(metrics(serving, "text/plain").body()))
                .hasSizeGreaterThan(100);
    }

    private static Set<String> series(String text) {
        return text.lines()
                .filter(it -> !it.startsWith("#"))
                .map(it -> it.replaceFirst("(?<=[}a-z]) \\S+( # .*)?$", ""))
                .filter(it -> !it.startsWith("jvm_gc") && !it.startsWith("opportune_http"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void readiness_names_a_collector_that_takes_nothing() throws Exception {
        collector.status = 401;
        send();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ServingFixture.get(serving.adminPort(), "/readyz")
                                .body())
                        .contains("takes no spans", "401"));
        assertThat(ServingFixture.get(serving.adminPort(), "/readyz").statusCode())
                .isEqualTo(200);
    }
}
