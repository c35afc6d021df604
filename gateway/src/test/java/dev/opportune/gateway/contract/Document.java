package dev.opportune.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The OpenAPI document as tests read it.
public final class Document {

    private static final Document IT = new Document();

    private final JsonNode root;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private Document() {
        try (var yaml = Document.class.getResourceAsStream("/openapi.yaml")) {
            root = new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var config = SchemaRegistryConfig.builder().formatAssertionsEnabled(true);
        var views = Map.of(
                iri(View.REQUESTS), SchemaView.of(root, View.REQUESTS).toString(),
                iri(View.ANSWERS), SchemaView.of(root, View.ANSWERS).toString());
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, it -> it.schemas(views).schemaRegistryConfig(config.build()));
    }

    /// How strictly schemas are taken.
    public enum View {
        /// As they stand.
        REQUESTS,
        /// Closed: a client takes members and words that it does not know, but the gateway must not say what the
        /// document does not.
        ANSWERS
    }

    /// One method of one address.
    ///
    /// @param variables the decoded values of the path's variables, by name
    public record Operation(String path, String method, Place place, Map<String, String> variables) {}

    public static Document get() {
        return IT;
    }

    public Place root() {
        return new Place(this, "", root);
    }

    /// The place at a pointer, references followed on the way.
    public Place at(String pointer) {
        var place = root();
        for (String name : pointer.substring(1).split("/", -1)) {
            place = place.get(name.replace("~1", "/").replace("~0", "~"));
        }
        return place;
    }

    /// Says what is wrong with a value.
    ///
    /// @param pointer to the schema
    public List<String> faults(View view, String pointer, JsonNode value) {
        var schema = schemas.computeIfAbsent(
                iri(view) + '#' + SchemaView.location(pointer), it -> registry.getSchema(SchemaLocation.of(it)));
        var faults = new ArrayList<String>();
        for (var error : schema.validate(value)) faults.add(error.getInstanceLocation() + ": " + error.getMessage());
        return faults;
    }

    /// The template whose address this raw path is, among those of callers or of operators.
    public Optional<String> template(Port port, String rawPath) {
        return root().get("paths").names().stream()
                .filter(it -> port.has(it) && PathTemplate.match(it, rawPath).isPresent())
                .findFirst();
    }

    /// Empty when the address does not have the method.
    public Optional<Operation> operation(String template, String method, String rawPath) {
        var place = root().get("paths").get(template).get(method);
        var variables = PathTemplate.match(template, rawPath).orElse(Map.of());
        return place.exists() ? Optional.of(new Operation(template, method, place, variables)) : Optional.empty();
    }

    private static String iri(View view) {
        return "urn:opportune:" + view.name();
    }
}
