package dev.opportune.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;

/// The document as a schema validator takes it: schemas at plain names, extensions applied or left out.
final class SchemaView {

    private final boolean closed;
    private final ObjectNode definitions;

    private SchemaView(boolean closed, ObjectNode definitions) {
        this.closed = closed;
        this.definitions = definitions;
    }

    /// A copy of the document with each schema once more under `$defs`.
    static JsonNode of(JsonNode document, Document.View view) {
        ObjectNode copy = document.deepCopy();
        var definitions = copy.objectNode();
        new SchemaView(view == Document.View.ANSWERS, definitions).walk("", copy);
        copy.set("$defs", definitions);
        return copy;
    }

    /// Where [#of] puts the schema at a pointer.
    static String location(String pointer) {
        return "/$defs/" + pointer.replaceAll("[^A-Za-z0-9_]", "-");
    }

    private void walk(String pointer, JsonNode node) {
        if (node instanceof ObjectNode object) apply(object);
        for (var entry : new ArrayList<>(node.properties())) {
            String there = pointer + '/' + entry.getKey().replace("~", "~0").replace("/", "~1");
            walk(there, entry.getValue());
            boolean isSchema = entry.getKey().equals("schema") || pointer.equals("/components/schemas");
            if (isSchema) definitions.set(location(there).substring("/$defs/".length()), entry.getValue());
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) walk(pointer + '/' + i, node.get(i));
    }

    private void apply(ObjectNode object) {
        var words = object.remove("x-extensible-enum");
        if (closed && words != null) object.set("enum", words);
        boolean isOpen = object.path("type").asText().equals("object") && object.has("properties");
        if (closed && isOpen && !object.has("additionalProperties")) object.put("unevaluatedProperties", false);
        object.remove("x-max-bytes");
    }
}
