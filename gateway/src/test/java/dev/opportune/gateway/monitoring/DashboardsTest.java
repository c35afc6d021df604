package dev.opportune.gateway.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Dashboards against what gateways show (`MetricsPageIT` holds the page to that), and against what they are made of.
class DashboardsTest {

    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    /// Of Grafana's, those that we use.
    private static final Set<String> UNITS = Set.of("s", "bytes", "Bps", "percentunit", "reqps", "short", "none");

    private final Boards boards = boards();

    private static Boards boards() {
        try {
            return Boards.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_json_is_what_the_description_makes_of_it() throws Exception {
        for (var board : boards.dashboards()) {
            var file = Boards.FOLDER.resolve(board.file() + ".json");
            var json = GrafanaJson.of(board);
            if (Boolean.getBoolean("opportune.write")) Files.writeString(file, json);

            assertThat(file)
                    .as("see dashboards.yaml for how to make it")
                    .content()
                    .isEqualTo(json);
        }
    }

    @Test
    void what_panels_ask_for_is_measured() throws Exception {
        var asked = new Asked(MetricsPage.documented(), Rules.read().recorded().keySet());
        var missing = new TreeMap<String, Object>();
        for (var expr : boards.expressions()) {
            var found = asked.missing(expr);
            if (!found.isEmpty()) missing.put(expr, found);
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void a_legend_says_only_what_its_expression_keeps() {
        for (var panel : boards.panels()) {
            panel.lines().forEach((legend, expr) -> {
                var said = new TreeSet<String>();
                LEGEND.matcher(legend).results().forEach(it -> said.add(it.group(1)));
                var kept = new TreeSet<>(Selector.grouping(expr));
                kept.remove("le");

                assertThat(said).as(panel.title() + ": " + legend).isSubsetOf(kept);
                if (!expr.contains("group_right")) {
                    assertThat(kept).as(panel.title() + ": " + legend).isEqualTo(said);
                }
            });
        }
    }

    @Test
    void every_panel_has_a_unit_a_sentence_of_help_and_a_section_of_the_runbook() throws Exception {
        var sections = Runbook.read().sections().keySet();

        assertThat(boards.panels()).hasSizeGreaterThan(40).allSatisfy(panel -> {
            assertThat(panel.unit()).isIn(UNITS);
            assertThat(panel.help()).hasSizeBetween(10, 160).endsWith(".");
            assertThat(sections).contains(panel.runbook());
            assertThat(panel.lines()).isNotEmpty();
        });
    }
}
