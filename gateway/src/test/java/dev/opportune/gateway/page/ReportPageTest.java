package dev.opportune.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVIL = "<script>alert('1')</script>\"&\u202E";

    @Test
    void whatever_callers_have_named_is_escaped() throws Exception {
        var page = ReportPage.of(report("campaign", row("campaign", EVIL, 40)));
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("\u202E")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\uFFFD");
    }

    @Test
    void nothing_is_loaded_or_run_from_anywhere() throws Exception {
        for (var by : List.of("campaign", "day")) {
            var page = ReportPage.of(report(by, row(by, "2026-11-28", 40)));
            assertThat(page).contains("default-src 'none'".replace("'", "&#39;"));
            assertThat(Pattern.compile(
                                    "(?i)<(script|link|img|iframe|object|embed|base|form)|url\\(|@import|https?:|\\son\\w+=")
                            .matcher(page)
                            .find())
                    .as(page)
                    .isFalse();
        }
    }

    @Test
    void every_element_ends_and_every_plot_says_what_it_shows() throws Exception {
        for (var by : List.of("campaign", "day", "hour")) {
            var rows = new ArrayList<String>();
            for (int i = 10; i < 60; i++) rows.add(row(by, "2026-11-28T%02d:00:00Z".formatted(i % 24), i));
            var page = ReportPage.of(report(by, rows.toArray(String[]::new)));
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(page.replaceAll("<!doctype html>|<meta[^>]*>", ""))));
            var plots = document.getElementsByTagName("figure");
            assertThat(plots.getLength()).isGreaterThanOrEqualTo(3);
            for (int i = 0; i < plots.getLength(); i++) {
                var svg = plots.item(i).getChildNodes().item(0);
                while (svg.getNodeType() != org.w3c.dom.Node.ELEMENT_NODE) svg = svg.getNextSibling();
                assertThat(svg.getAttributes().getNamedItem("aria-label").getNodeValue())
                        .contains("by " + by);
            }
        }
    }

    @Test
    void every_figure_stands_in_the_table() throws Exception {
        var page = ReportPage.of(report("campaign", row("campaign", "rain", 1234)));
        assertThat(page)
                .contains("1,234")
                .contains("converted purchase value EUR")
                .contains("62.50")
                .contains("50.0 % (35.2 % to 64.8 %)");
    }

    @Test
    void a_report_of_nothing_and_rows_without_names_or_rates_have_pages() throws Exception {
        assertThat(ReportPage.of(report("campaign"))).contains("Nothing was counted");
        var bare = "{\"campaign\":null,\"maturing\":false,\"sends\":0,\"accepted\":0,\"opened\":0}";
        assertThat(ReportPage.of(report("campaign", bare))).contains("(none)").doesNotContain("NaN");
        var deliveries = "{\"app\":\"shop\",\"maturing\":false,\"deliveries\":{\"accepted\":3}}";
        assertThat(ReportPage.of(report("app", deliveries))).contains("Deliveries by app");
    }

    @Test
    void lines_for_a_terminal_have_no_control_characters() throws Exception {
        var lines = ReportText.lines(report("campaign", row("campaign", "a\\u001b[31mred", 7)));
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("\u001B"));
        assertThat(lines.getLast()).contains("\uFFFD[31mred").contains("50.0 % (35.2 % to 64.8 %), maturing");
    }

    private static JsonNode report(String by, String... rows) throws Exception {
        return JSON.readTree(
                "{\"by\":\"%s\",\"from\":\"2026-11-28T00:00:00Z\",\"to\":\"2026-11-29T00:00:00Z\",\"timezone\":\"Z\",\"as_of\":\"2026-11-28T15:00:00Z\",\"rows\":[%s]}"
                        .formatted(by, String.join(",", rows)));
    }

    private static String row(String by, String name, int sends) {
        return """
                {"%s":"%s","maturing":true,"sends":%d,"accepted":40,"unconfirmed":1,"rejected":2,"suppressed":{"muted":3},
                 "alive":1,"opened":20,"opened_rate":{"of":"accepted+unconfirmed","rate":0.5,"low":0.352,"high":0.648},
                 "converted":{"purchase":{"count":5,"value":{"EUR":"62.50"},
                   "rate":{"of":"accepted+unconfirmed","rate":0.125,"low":0.05,"high":0.26}}},
                 "refused_after_rate":{"of":"accepted+unconfirmed","rate":0,"low":0,"high":0.09}}""".formatted(by, name.replace("\"", "\\\""), sends);
    }
}
