package dev.opportune.gateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the autoscaler asks for against what prometheus-adapter makes, and that against what gateways show.
class AdapterTest {

    private final Adapter adapter = adapter();

    private static Adapter adapter() {
        try {
            return Adapter.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_it_asks_for_is_measured_from_a_gateways_start() throws Exception {
        var page = MetricsPage.documented();
        var asked = new Asked(page, Set.of());

        assertThat(adapter.rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(asked.missing(rule.seriesQuery())).isEmpty();
            assertThat(asked.missing(rule.asked("opportune", "a|b"))).isEmpty();
            assertThat(page.shows(rule.seriesQuery().replaceAll("\\{.*", "")))
                    .as("one that is missing keeps the autoscaler from scaling down")
                    .isTrue();
            assertThat(rule.resources().overrides())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("namespace", Map.of("resource", "namespace"), "pod", Map.of("resource", "pod")));
            assertThat(rule.seriesQuery().replaceAll("\\{.*", ""))
                    .matches(rule.name().matches());
        });
    }

    @Test
    void the_autoscaler_asks_for_what_it_makes() throws Exception {
        var autoscaler = new ObjectMapper(new YAMLFactory())
                .readTree(Files.readString(Path.of("../k8s/autoscaling/autoscaler.yaml")));
        var asked = new ArrayList<String>();
        for (var metric : autoscaler.at("/spec/metrics")) {
            if (metric.has("pods")) asked.add(metric.at("/pods/metric/name").asText());
        }

        assertThat(asked)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        adapter.rules().stream().map(it -> it.name().as()).toList());
    }

    /// A burst that lanes take up themselves starts no pod; what stays for a minute does.
    @Test
    void a_burst_is_no_backlog_and_what_stays_is(@TempDir Path folder) throws Exception {
        var promtool = Promtool.onThePath();
        assumeTrue(promtool.isPresent(), "promtool is not on the PATH (Debian: apt install prometheus)");
        var rule = adapter.rules().getFirst();
        Files.writeString(folder.resolve("tests.yaml"), """
                evaluation_interval: 15s
                tests:
                  - interval: 15s
                    input_series:
                      - {series: 'opportune_ready{namespace="opportune",pod="a",class="promotional"}', values: 0x10 90000 0x20}
                      - {series: 'opportune_ready{namespace="opportune",pod="b",class="promotional"}', values: 3000x40}
                      - {series: 'opportune_ready{namespace="opportune",pod="b",class="critical"}', values: 500x40}
                      - {series: 'opportune_ready{namespace="other",pod="b",class="critical"}', values: 7000x40}
                    promql_expr_test:
                      - expr: '%s'
                        eval_time: 165s
                        exp_samples: [{labels: '{pod="a"}', value: 0}, {labels: '{pod="b"}', value: 3500}]
                """.formatted(rule.asked("opportune", "a|b")));

        assertThat(promtool.get().run("test", "rules", folder.resolve("tests.yaml")))
                .contains("SUCCESS");
    }
}
