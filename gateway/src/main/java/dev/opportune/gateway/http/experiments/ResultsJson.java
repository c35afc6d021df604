package dev.opportune.gateway.http.experiments;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.statistics.ArmCount;
import dev.opportune.statistics.Comparison;
import dev.opportune.statistics.Guardrail.Checked;
import dev.opportune.statistics.Lift.Seen;
import dev.opportune.statistics.Lift.Silent;
import dev.opportune.statistics.Results;
import dev.opportune.statistics.Wilson;
import java.io.IOException;
import java.util.List;

/// What an experiment's counts say, as members of an answer: `arms`, `comparisons`, `sample_ratio`, `guardrails`,
/// `verdict` and `verdict_detail`. Rates and lifts are shares: 0.1 is a tenth.
final class ResultsJson {

    private final JsonGenerator json;
    private final int minUsers;

    /// @param json in the answer's object, which stays open
    /// @param minUsers arms of fewer show no rates: an arm of one is a person
    ResultsJson(JsonGenerator json, int minUsers) {
        this.json = json;
        this.minUsers = Math.max(1, minUsers);
    }

    void write(Results results) throws IOException {
        arms(results.arms());
        comparisons(results.comparisons());
        json.writeObjectFieldStart("sample_ratio");
        json.writeBooleanField("sound", results.ratio().isSound());
        json.writeNumberField("bayes_factor", results.ratio().bayesFactor());
        json.writeEndObject();
        json.writeArrayFieldStart("guardrails");
        for (var guardrail : results.guardrails()) guardrail(guardrail);
        json.writeEndArray();
        json.writeStringField("verdict", results.verdict().words());
        json.writeStringField("verdict_detail", results.verdict().detail());
    }

    private void guardrail(Checked checked) throws IOException {
        json.writeStartObject();
        json.writeStringField("guardrail", checked.name());
        arms(checked.guardrail().arms());
        comparisons(checked.comparisons());
        json.writeArrayFieldStart("worse_in");
        for (var arm : checked.worse()) json.writeString(arm);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void arms(List<ArmCount> arms) throws IOException {
        json.writeArrayFieldStart("arms");
        for (var arm : arms) {
            json.writeStartObject();
            json.writeStringField("arm", arm.name());
            json.writeBooleanField("holdout", arm.isHoldout());
            json.writeNumberField("users", arm.users());
            json.writeNumberField("goals", arm.goals());
            if (arm.users() < minUsers) json.writeNullField("rate");
            else rate(arm);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void rate(ArmCount arm) throws IOException {
        var interval = Wilson.of(arm.goals(), arm.users());
        json.writeObjectFieldStart("rate");
        json.writeStringField("of", "users");
        json.writeNumberField("rate", arm.rate());
        json.writeNumberField("low", interval.low());
        json.writeNumberField("high", interval.high());
        json.writeEndObject();
    }

    private void comparisons(List<Comparison> comparisons) throws IOException {
        json.writeArrayFieldStart("comparisons");
        for (var comparison : comparisons) {
            json.writeStartObject();
            json.writeStringField("a", comparison.a().name());
            json.writeStringField("b", comparison.b().name());
            switch (comparison.lift()) {
                case Silent _ -> json.writeBooleanField("silent", true);
                case Seen seen -> {
                    json.writeBooleanField("silent", false);
                    json.writeNumberField("lift", seen.lift());
                    json.writeNumberField("low", seen.interval().low());
                    json.writeNumberField("high", seen.interval().high());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
