package dev.opportune.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the document shows is what the document says.
class ExamplesTest {

    private static final Document DOCUMENT = Document.get();

    /// Every place with a schema and examples beside it: bodies, parameters and headers.
    static Stream<Place> exemplified() {
        var found = new ArrayList<Place>();
        collect(DOCUMENT.root(), found);
        return found.stream();
    }

    private static void collect(Place place, List<Place> found) {
        boolean isExemplified =
                place.raw("examples").exists() || place.raw("example").exists();
        if (place.raw("schema").exists() && isExemplified) found.add(place);
        for (String name : place.names()) {
            if (!name.equals("value")) collect(place.raw(name), found);
        }
        if (place.node().isArray()) place.all().forEach(it -> collect(it, found));
    }

    @ParameterizedTest
    @MethodSource("exemplified")
    void every_example_is_valid(Place place) {
        boolean isAnswer =
                place.pointer().contains("/responses/") || place.pointer().contains("/headers/");
        var view = isAnswer ? Document.View.ANSWERS : Document.View.REQUESTS;
        String schema = place.raw("schema").pointer();
        for (var example : place.get("examples").all()) {
            assertThat(DOCUMENT.faults(view, schema, example.get("value").node()))
                    .as(example.pointer())
                    .isEmpty();
        }
        var single = place.raw("example");
        if (single.exists()) {
            assertThat(DOCUMENT.faults(view, schema, single.node()))
                    .as(single.pointer())
                    .isEmpty();
        }
    }

    @Test
    void every_json_body_has_examples() {
        var without = new ArrayList<String>();
        collectBodies(DOCUMENT.root(), without);
        assertThat(without).isEmpty();
    }

    private static void collectBodies(Place place, List<String> without) {
        boolean isBody = place.pointer().endsWith("json") && place.raw("schema").exists();
        if (isBody && !place.raw("examples").exists()) without.add(place.pointer());
        for (String name : place.names()) collectBodies(place.raw(name), without);
    }

    @Test
    void requests_are_strict_and_answers_are_open() {
        for (var schema : DOCUMENT.root().get("components").get("schemas").all()) {
            boolean isRequest = Set.of(
                            "Send",
                            "Content",
                            "Moment",
                            "Profile",
                            "NewDevice",
                            "PreferencesChange",
                            "ImportedUser",
                            "Interaction",
                            "TemplateWish",
                            "TemplateTest",
                            "ImportedDevice")
                    .contains(schema.pointer().replaceFirst(".*/", ""));
            for (var object : objects(schema.node(), new ArrayList<>())) {
                boolean isStrict = object.has("additionalProperties");
                assertThat(isStrict || !isRequest)
                        .as("%s is strict: %s", schema.pointer(), object)
                        .isTrue();
                if (!isRequest) {
                    assertThat(object.path("additionalProperties").isBoolean())
                            .as("%s is open: %s", schema.pointer(), object)
                            .isFalse();
                }
            }
        }
    }

    /// The schemas of objects with members of their own.
    private static List<JsonNode> objects(JsonNode node, List<JsonNode> found) {
        if (node.path("type").asText().equals("object") && node.has("properties")) found.add(node);
        node.forEach(it -> objects(it, found));
        return found;
    }

    @Test
    void no_answer_closes_its_words() {
        var paths = DOCUMENT.root().get("components").get("schemas").names().stream()
                .filter(it ->
                        List.of("Admitted", "Deferred", "Suppressed", "SuppressReason", "DryRun", "Gate", "Receipt")
                                        .contains(it)
                                || List.of(
                                                "Delivery",
                                                "User",
                                                "Device",
                                                "Preferences",
                                                "Chosen",
                                                "Record",
                                                "Readiness",
                                                "ImportEnd",
                                                "StreamEnd",
                                                "Problem")
                                        .contains(it));
        assertThat(paths.map(it ->
                        DOCUMENT.root().get("components").get("schemas").get(it).node()))
                .allSatisfy(it -> assertThat(it.findValues("enum")).isEmpty());
    }
}
