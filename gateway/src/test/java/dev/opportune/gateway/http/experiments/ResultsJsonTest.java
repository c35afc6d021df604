package dev.opportune.gateway.http.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.statistics.ArmCount;
import dev.opportune.statistics.Guardrail;
import dev.opportune.statistics.Results;
import dev.opportune.statistics.Segment;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsJsonTest {

    private static ArmCount arm(String name, long users, long goals) {
        return new ArmCount(name, users, goals, false);
    }

    private static JsonNode written(Results results) throws IOException {
        var text = new StringWriter();
        var mapper = new ObjectMapper();
        try (var json = mapper.createGenerator(text)) {
            json.writeStartObject();
            new ResultsJson(json, 10).write(results);
            json.writeEndObject();
        }
        return mapper.readTree(text.toString());
    }

    @Test
    void results_are_written_with_rates_lifts_ratio_and_verdict() throws IOException {
        var refusals = new Guardrail("refused_after", List.of(arm("calm", 20_000, 200), arm("urgent", 20_000, 500)));
        var answer = written(Results.of(
                List.of(arm("calm", 20_000, 2_000), arm("urgent", 20_000, 2_400), new ArmCount("holdout", 9, 0, true)),
                List.of(Segment.of(Map.of("calm", 50, "urgent", 50), 0, Map.of("calm", 20_000L, "urgent", 20_000L))),
                List.of(refusals),
                0.1,
                Results.ALPHA));
        var urgent = answer.path("arms").path(1);
        assertThat(urgent.path("arm").asText()).isEqualTo("urgent");
        assertThat(urgent.path("holdout").asBoolean(true)).isFalse();
        assertThat(urgent.path("users").asLong()).isEqualTo(20_000);
        assertThat(urgent.path("goals").asLong()).isEqualTo(2_400);
        assertThat(urgent.path("rate").path("of").asText()).isEqualTo("users");
        assertThat(urgent.path("rate").path("rate").asDouble()).isEqualTo(0.12);
        assertThat(urgent.path("rate").path("low").asDouble()).isBetween(0.11, 0.12);
        assertThat(urgent.path("rate").path("high").asDouble()).isBetween(0.12, 0.13);
        var over = answer.path("comparisons").path(0);
        assertThat(over.path("a").asText()).isEqualTo("urgent");
        assertThat(over.path("b").asText()).isEqualTo("calm");
        assertThat(over.path("silent").asBoolean(true)).isFalse();
        assertThat(over.path("lift").asDouble()).isCloseTo(0.2, within(1e-9));
        assertThat(over.path("low").asDouble()).isBetween(0.0, 0.2);
        assertThat(over.path("high").asDouble()).isBetween(0.2, 0.5);
        assertThat(answer.path("sample_ratio").path("sound").asBoolean()).isTrue();
        assertThat(answer.path("sample_ratio").path("bayes_factor").asDouble()).isBetween(0.1, 0.3);
        var guardrail = answer.path("guardrails").path(0);
        assertThat(guardrail.path("guardrail").asText()).isEqualTo("refused_after");
        assertThat(guardrail.path("worse_in").path(0).asText()).isEqualTo("urgent");
        assertThat(guardrail.path("arms")).hasSize(2);
        assertThat(guardrail.path("comparisons")).hasSize(1);
        assertThat(answer.path("verdict").asText()).isEqualTo("urgent reaches the goal more often and does harm");
        assertThat(answer.path("verdict_detail").asText()).contains("refused_after");
    }

    @Test
    void arms_of_few_users_show_no_rate_and_comparisons_with_them_no_lift() throws IOException {
        var answer = written(Results.of(
                List.of(arm("calm", 9, 9), arm("urgent", 10, 9), new ArmCount("holdout", 0, 0, true)),
                List.of(),
                List.of(),
                0.1,
                Results.ALPHA));
        assertThat(answer.path("arms").path(0).get("rate").isNull()).isTrue();
        assertThat(answer.path("arms").path(1).get("rate").isObject()).isTrue();
        assertThat(answer.path("arms").path(2).path("users").asLong(-1)).isZero();
        assertThat(answer.path("arms").path(2).path("holdout").asBoolean()).isTrue();
        assertThat(answer.path("arms").path(2).get("rate").isNull()).isTrue();
        assertThat(answer.path("comparisons")).hasSize(3).allSatisfy(it -> {
            assertThat(it.path("silent").asBoolean()).isTrue();
            assertThat(it.has("lift")).isFalse();
        });
        assertThat(answer.path("verdict").asText()).isEqualTo("not yet");
    }

    @Test
    void a_ratio_that_is_ever_so_broken_is_still_a_number() throws IOException {
        var broken = Segment.of(Map.of("calm", 50, "urgent", 50), 0, Map.of("calm", 2_000_000L));
        var answer = written(Results.of(
                List.of(arm("calm", 2_000_000, 0), arm("urgent", 0, 0)),
                List.of(broken),
                List.of(),
                0.1,
                Results.ALPHA));
        assertThat(answer.path("sample_ratio").path("sound").asBoolean(true)).isFalse();
        assertThat(answer.path("sample_ratio").path("bayes_factor").isNumber()).isTrue();
        assertThat(answer.path("verdict").asText()).isEqualTo("not to be trusted");
    }
}
