package dev.opportune.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ExperimentPageTest {

    private static final String EVIL = "<script>alert('1')</script>\"&\u202E";

    private static final String RATE = "{\"of\":\"users\",\"rate\":0.1,\"low\":0.09,\"high\":0.11}";

    @Test
    void the_verdict_stands_in_words_and_every_figure_in_the_table() throws Exception {
        var page = ExperimentPage.of(answer("rain-copy", "urgent", true, seen(0.2, 0.05, 0.4)));
        assertThat(page)
                .contains("Experiment rain-copy", "Running; the goal is converted:purchase within 1 day.")
                .contains("<strong>Urgent is better</strong>", "Its users do it more often.")
                .contains("20,000", "2,400", "10.0 % (9.00 % to 11.0 %)", "+20.0 % (+5.0 % to +40.0 %)")
                .contains("Users fell into the arms as the weights say (Bayes factor 0.211; above 1,000 it warns).")
                .contains("Guardrail: refused after", "It surely happens more often in urgent. More is worse.", "517");
    }

    @Test
    void of_a_stopped_experiment_the_winner_stands_in_the_first_line() throws Exception {
        var stopped = answer("rain-copy", "urgent", true, seen(0.2, 0.05, 0.4));
        ((ObjectNode) stopped).put("state", "stopped").put("winner", "calm<");
        assertThat(ExperimentPage.of(stopped))
                .contains("Stopped: everybody gets calm&lt;; the goal is converted:purchase within 1 day.")
                .doesNotContain("Running");
        assertThat(ExperimentText.lines(stopped).getFirst())
                .isEqualTo("rain-copy, stopped: everybody gets calm<, as of 2026-11-29T12:00:00Z");
    }

    @Test
    void whatever_an_operator_has_named_is_escaped() throws Exception {
        var page = ExperimentPage.of(answer(EVIL, EVIL, true, seen(0.2, 0.05, 0.4)));
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("\u202E")
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;\uFFFD");
    }

    @Test
    void nothing_is_loaded_or_run_from_anywhere() throws Exception {
        var page = ExperimentPage.of(answer("rain-copy", "urgent", true, seen(0.2, 0.05, 0.4)));
        assertThat(page).contains("default-src &#39;none&#39;");
        assertThat(Pattern.compile(
                                "(?i)<(script|link|img|iframe|object|embed|base|form)|url\\(|@import|https?:|\\son\\w+=")
                        .matcher(page)
                        .find())
                .as(page)
                .isFalse();
    }

    @Test
    void a_lift_that_leaves_out_zero_stands_beside_the_line_and_one_that_does_not_lies_across() throws Exception {
        assertThat(side(seen(0.2, 0.05, 0.4))).isEqualTo("better");
        assertThat(side(seen(-0.2, -0.4, -0.05))).isEqualTo("worse");
        assertThat(side(seen(0.02, -0.1, 0.4))).isEqualTo("open");
        assertThat(side(seen(3.0, 1.5, 9.0))).isEqualTo("better");
    }

    @Test
    void a_lift_beyond_the_axis_ends_in_an_arrow() throws Exception {
        int ofTheGuardrail = arrows(seen(1.5, 0.7, 1.9));
        assertThat(arrows(seen(1.5, 0.7, 2.7))).isEqualTo(ofTheGuardrail + 1);
    }

    private static int arrows(String comparison) throws Exception {
        return parsed(ExperimentPage.of(answer("rain-copy", "urgent", true, comparison)))
                .getElementsByTagName("path")
                .getLength();
    }

    @Test
    void more_of_a_guardrail_is_worse() throws Exception {
        var page = ExperimentPage.of(answer("rain-copy", "urgent", true, seen(0.02, -0.1, 0.4)));
        assertThat(page).contains("class=\"lift worse\"").doesNotContain("class=\"lift better\"");
    }

    @Test
    void long_names_leave_room_for_each_other() throws Exception {
        var comparison = seen(0.2, 0.05, 0.4).replace("urgent", "a name that is longer than most");
        assertThat(ExperimentPage.of(answer("rain-copy", "urgent", true, comparison)))
                .contains(">a name that is l… over calm<");
    }

    /// As it is drawn: where the line of the interval lies beside the one at zero, which its colour must say too.
    private static String side(String comparison) throws Exception {
        var svg = parsed(ExperimentPage.of(answer("rain-copy", "urgent", true, comparison)));
        var lines = svg.getElementsByTagName("line");
        double zero = Double.NaN;
        for (int i = 0; i < lines.getLength(); i++) {
            var line = (Element) lines.item(i);
            if (Double.isNaN(zero) && line.getAttribute("class").equals("zero")) zero = at(line, "x1");
            if (!line.getAttribute("class").startsWith("lift ")) continue;
            assertThat(at(line, "x2")).isLessThanOrEqualTo(Plot.WIDTH).isGreaterThan(at(line, "x1"));
            var side = at(line, "x1") > zero ? "better" : at(line, "x2") < zero ? "worse" : "open";
            assertThat(line.getAttribute("class")).isEqualTo("lift " + side);
            return side;
        }
        throw new AssertionError("no interval is drawn");
    }

    private static double at(Element line, String name) {
        return Double.parseDouble(line.getAttribute(name));
    }

    @Test
    void a_broken_ratio_is_told_where_the_verdict_stands() throws Exception {
        var page = ExperimentPage.of(answer("rain-copy", "urgent", false, seen(0.2, 0.05, 0.4)));
        assertThat(page).contains("verdict broken", "nothing on this page can be trusted");
    }

    @Test
    void arms_without_anybody_and_comparisons_that_are_silent_have_a_page() throws Exception {
        var page = ExperimentPage.of(json("""
                {"experiment":"new","state":"running","as_of":"2026-11-29T12:00:00Z",
                 "arms":[{"arm":"calm","holdout":false,"users":0,"goals":0,"rate":null},
                         {"arm":"urgent","holdout":false,"users":0,"goals":0,"rate":null}],
                 "comparisons":[{"a":"urgent","b":"calm","silent":true}],
                 "sample_ratio":{"sound":true,"bayes_factor":1.0},"guardrails":[],"verdict":"not yet",
                 "verdict_detail":"Every arm needs 100 users, 25 with the goal and 25 without."}"""));
        assertThat(page)
                .contains("Not yet", "urgent over calm", "too little yet", "no rate")
                .doesNotContain("NaN");
        assertThat(parsed(page).getElementsByTagName("circle").getLength()).isZero();
    }

    @Test
    void lines_for_a_terminal_say_the_same_without_control_characters() throws Exception {
        var lines = ExperimentText.lines(answer("rain\\u001b[31m", "urgent", true, seen(0.2, 0.05, 0.4)));
        assertThat(lines).noneMatch(line -> line.contains("\u001B"));
        assertThat(lines.getFirst()).isEqualTo("rain\uFFFD[31m, running, as of 2026-11-29T12:00:00Z");
        assertThat(lines)
                .contains(
                        "urgent is better: Its users do it more often.",
                        "urgent over calm: +20.0 % (+5.0 % to +40.0 %)");
    }

    @Test
    void every_plot_says_what_it_shows() throws Exception {
        var plots = parsed(ExperimentPage.of(answer("rain-copy", "urgent", true, seen(0.2, 0.05, 0.4))))
                .getElementsByTagName("svg");
        assertThat(plots.getLength()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(((Element) plots.item(i)).getAttribute("aria-label")).isNotBlank();
        }
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replaceAll("<!doctype html>|<meta[^>]*>", ""))));
    }

    private static String seen(double lift, double low, double high) {
        return "{\"a\":\"urgent\",\"b\":\"calm\",\"silent\":false,\"lift\":%s,\"low\":%s,\"high\":%s}"
                .formatted(lift, low, high);
    }

    private static JsonNode answer(String name, String arm, boolean isSound, String comparison) throws Exception {
        return json("""
                {"experiment":"%s","state":"running","as_of":"2026-11-29T12:00:00Z","goal":"converted:purchase","goal_window":"P1D",
                 "arms":[{"arm":"calm","holdout":false,"users":20000,"goals":2000,"rate":%s},
                         {"arm":"%s","holdout":false,"users":20001,"goals":2400,"rate":%s}],
                 "comparisons":[%s],
                 "sample_ratio":{"sound":%s,"bayes_factor":0.2114},
                 "guardrails":[{"guardrail":"refused_after","worse_in":["urgent"],
                   "arms":[{"arm":"calm","users":20000,"goals":200,"rate":%s},{"arm":"%2$s","users":20001,"goals":517,"rate":%s}],
                   "comparisons":[{"a":"urgent","b":"calm","silent":false,"lift":1.5,"low":1.1,"high":2.1}]}],
                 "verdict":"urgent is better","verdict_detail":"Its users do it more often."}""".replace("%2$s", quoted(arm))
                .formatted(quoted(name), RATE, quoted(arm), RATE, comparison, isSound, RATE, RATE));
    }

    private static String quoted(String text) {
        return text.replace("\"", "\\\"");
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
