package dev.opportune.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the README and `docs` show is what the gateway takes and says.
///
/// A block of `json` is of the schema that its info string names (`json Preferences`), else of the one that its members
/// tell; `json other` is not of the wire contract. Bodies that a block of `sh` gives to curl's `-d` are requests.
/// A block with a file's name (`sh snippets/send.sh`) is that file.
class DocumentationTest {

    private static final Document DOCUMENT = Document.get();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> REQUESTS =
            Set.of("Send", "Moment", "Profile", "NewDevice", "PreferencesChange", "ImportedUser", "Interaction");
    private static final Pattern CURL_BODY = Pattern.compile("-d\\s+'([^']*)'(?![\"'])");
    private static final String SNIPPETS = "snippets/";

    /// By a member that no other has, the first that is there.
    private static final List<Map.Entry<String, String>> SHAPES = List.of(
            Map.entry("gates", "DryRun"),
            Map.entry("proof", "Interaction"),
            Map.entry("content", "Send"),
            Map.entry("deliveries", "Receipt"),
            Map.entry("device_token", "NewDevice"),
            Map.entry("registered_at", "Device"),
            Map.entry("recorded", "Preferences"),
            Map.entry("devices", "User"),
            Map.entry("promotional", "PreferencesChange"));

    static Stream<Fence> json() throws IOException {
        return Fence.all().stream()
                .filter(it -> it.language().equals("json") && !it.name().equals("other"));
    }

    static Stream<Fence> shell() throws IOException {
        return Fence.all().stream()
                .filter(it -> it.language().equals("sh")
                        && CURL_BODY.matcher(it.text()).find());
    }

    @ParameterizedTest
    @MethodSource("json")
    void a_block_of_json_is_valid(Fence fence) throws IOException {
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(fence.text())) {
            while (values.hasNextValue()) {
                var value = values.nextValue();
                valid(fence, fence.name().isEmpty() ? schemaOf(value) : fence.name(), value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shell")
    void what_curl_posts_is_valid(Fence fence) throws IOException {
        var bodies = CURL_BODY.matcher(fence.text());
        while (bodies.find()) {
            var value = JSON.readTree(bodies.group(1));
            valid(fence, schemaOf(value), value);
        }
    }

    private static void valid(Fence fence, String schema, JsonNode value) {
        assertThat(schema)
                .as("%s: name the schema, as in ```json Receipt, or say ```json other", fence)
                .isIn(DOCUMENT.root().get("components").get("schemas").names());
        var view = REQUESTS.contains(schema) ? Document.View.REQUESTS : Document.View.ANSWERS;
        assertThat(DOCUMENT.faults(view, "/components/schemas/" + schema, value))
                .as("%s is a %s", fence, schema)
                .isEmpty();
    }

    private static String schemaOf(JsonNode value) {
        if (value.path("type").asText().startsWith("urn:opportune:problem:")) return "Problem";
        var shape = SHAPES.stream().filter(it -> value.has(it.getKey())).findFirst();
        if (shape.isPresent()) return shape.get().getValue();
        String decision = value.path("decision").asText();
        return decision.isEmpty() ? "" : decision.substring(0, 1).toUpperCase(Locale.ROOT) + decision.substring(1);
    }

    @Test
    void the_guides_snippets_are_the_files_and_each_file_is_shown() throws IOException {
        var shown = new TreeSet<String>();
        for (var fence : Fence.all()) {
            if (!fence.name().startsWith(SNIPPETS)) continue;
            assertThat(Fence.ROOT.resolve("docs").resolve(fence.name()))
                    .as(fence.toString())
                    .hasContent(fence.text());
            shown.add(fence.name().substring(SNIPPETS.length()));
        }
        try (var files = Files.list(Fence.ROOT.resolve("docs/snippets"))) {
            assertThat(shown)
                    .isEqualTo(files.map(it -> it.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void the_guide_tells_of_every_problem_and_every_suppression() throws IOException {
        String guide = Files.readString(Fence.ROOT.resolve("docs/guide.md"));
        var words = new ArrayList<String>();
        DOCUMENT.at("/components/schemas/Problem/properties/type/x-extensible-enum")
                .node()
                .forEach(it -> words.add(it.asText().replace("urn:opportune:problem:", "")));
        DOCUMENT.at("/components/schemas/SuppressReason/x-extensible-enum")
                .node()
                .forEach(it -> words.add(it.asText()));
        assertThat(guide).contains(words.stream().map(it -> '`' + it + '`').toList());
    }
}
