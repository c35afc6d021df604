package dev.opportune.gateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules and alerts against what gateways show (`MetricsPageIT` holds the page to that), the runbook, and their own
/// tests.
class RulesTest {

    private static final Pattern LABEL = Pattern.compile("\\$labels\\.(\\w+)");

    private final Rules rules = rules();

    private static Rules rules() {
        try {
            return Rules.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_rules_ask_for_is_measured() throws Exception {
        var asked = new Asked(MetricsPage.documented(), rules.recorded().keySet());
        var missing = new TreeMap<String, Object>();
        for (var expr : rules.expressions()) {
            var found = asked.missing(expr);
            if (!found.isEmpty()) missing.put(expr, found);
        }

        assertThat(rules.expressions()).hasSizeGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    @Test
    void what_is_misspelt_is_found() throws Exception {
        var asked = new Asked(MetricsPage.documented(), rules.recorded().keySet());

        assertThat(asked.missing(
                        "sum by (ap) (rate(opportune_deliveries_total{reson=\"x\"}[5m])) > opportune_sent_total"))
                .containsExactlyInAnyOrder("by (ap)", "opportune_deliveries_total{reson}", "opportune_sent_total");
        assertThat(asked.missing(
                        "histogram_quantile(0.99, sum by (le, app) (rate(opportune_provider_seconds_bucket[5m])))"))
                .isEmpty();
    }

    @Test
    void an_alert_says_only_what_its_expression_knows() {
        for (var alert : rules.alerts()) {
            var said = new TreeSet<String>();
            LABEL.matcher(String.join(" ", alert.annotations().values()))
                    .results()
                    .forEach(it -> said.add(it.group(1)));

            assertThat(Selector.grouping(alert.expr())).as(alert.name()).containsAll(said);
        }
    }

    @Test
    void every_alert_has_its_section_in_the_runbook_and_leads_there() throws Exception {
        var runbook = Runbook.read();
        for (var alert : rules.alerts()) {
            assertThat(alert.annotations())
                    .containsKeys("summary", "description")
                    .containsEntry("runbook_url", Runbook.url(alert.name()));
            assertThat(alert.severity()).isIn("page", "ticket");
            assertThat(runbook.sections().get(alert.name()))
                    .as(alert.name())
                    .contains("**What users feel**", "**How to see it**", "**Now**", "**After**");
        }
        assertThat(runbook.sections().keySet())
                .filteredOn(it -> it.startsWith("Opportune"))
                .containsExactlyElementsOf(
                        rules.alerts().stream().map(Rules.Alert::name).sorted().toList());
    }

    @Test
    void what_the_runbook_has_one_ask_is_measured() throws Exception {
        var asked = new Asked(MetricsPage.documented(), rules.recorded().keySet());
        var missing = new TreeSet<String>();
        var names = Pattern.compile("\\b(opportune|jvm|process)_[a-z_]+");
        for (var section : Runbook.read().sections().values()) {
            names.matcher(section).results().forEach(it -> missing.addAll(asked.missing(it.group())));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void a_link_within_the_runbook_leads_to_a_section() throws Exception {
        var anchors =
                Runbook.read().sections().keySet().stream().map(Runbook::anchor).collect(Collectors.toSet());
        var text = Files.readString(Path.of("../docs/runbook.md"));

        assertThat(Pattern.compile("\\]\\(#([^)]*)\\)").matcher(text).results().map(it -> it.group(1)))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(anchors).contains(it));
    }

    @Test
    void every_alert_fires_in_a_test_of_rules() throws Exception {
        var tests = Files.readString(Rules.FOLDER.resolve("tests.yaml"));

        assertThat(rules.alerts())
                .allSatisfy(alert ->
                        assertThat(tests).contains("alertname=\"" + alert.name() + "\",alertstate=\"firing\""));
    }

    /// As `k8s/check` does; promtool comes with Debian's package prometheus.
    @Test
    void promtool_is_content_and_the_tests_of_rules_pass(@TempDir Path folder) throws Exception {
        var promtool = Promtool.onThePath();
        assumeTrue(promtool.isPresent(), "promtool is not on the PATH (Debian: apt install prometheus)");
        var below = Files.readAllLines(Rules.FOLDER.resolve("rules.yaml")).stream()
                .dropWhile(it -> !it.startsWith("spec:"))
                .skip(1)
                .map(it -> it.replaceFirst("^ {2}", ""))
                .toList();
        Files.write(folder.resolve("rules.yml"), below);
        Files.copy(Rules.FOLDER.resolve("tests.yaml"), folder.resolve("tests.yaml"));

        assertThat(promtool.get().run("check", "rules", folder.resolve("rules.yml")))
                .contains("SUCCESS");
        assertThat(promtool.get().run("test", "rules", folder.resolve("tests.yaml")))
                .contains("SUCCESS");
    }
}
