package dev.opportune.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A place in the document; a step from it follows references.
///
/// @param node missing where the document has nothing
public record Place(Document document, String pointer, JsonNode node) {

    /// The member of this name.
    public Place get(String name) {
        var there = raw(name);
        String reference = there.node.path("$ref").asText();
        return reference.isEmpty() ? there : document.at(reference.substring(1));
    }

    /// The member of this name, even when it is a reference.
    public Place raw(String name) {
        return new Place(document, pointer + '/' + name.replace("~", "~0").replace("/", "~1"), node.path(name));
    }

    public List<String> names() {
        var names = new ArrayList<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /// The members, or items, references followed.
    public List<Place> all() {
        if (!node.isArray()) return names().stream().map(this::get).toList();
        var items = new ArrayList<Place>();
        for (int i = 0; i < node.size(); i++) {
            String reference = node.get(i).path("$ref").asText();
            items.add(
                    reference.isEmpty()
                            ? new Place(document, pointer + '/' + i, node.get(i))
                            : document.at(reference.substring(1)));
        }
        return items;
    }

    public boolean exists() {
        return !node.isMissingNode();
    }

    public String text(String name) {
        return node.path(name).asText();
    }
}
