package dev.opportune.ratelimiter.model;

import dev.opportune.ratelimiter.send.TemplateGate;
import dev.opportune.ratelimiter.send.TemplateGate.Required;
import dev.opportune.ratelimiter.send.Worded;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The templates of a [History], by the attributes that they need: each argument is named as the way to its own.
///
/// @param needs ways through the attributes, their steps joined by dots
record ModelTemplate(String id, List<String> needs) {

    static final List<ModelTemplate> ALL = List.of(
            new ModelTemplate("needs-nothing", List.of()),
            new ModelTemplate("needs-a-name", List.of("name")),
            new ModelTemplate("needs-a-city", List.of("turn", "home.city")));

    /// Attributes that users may have, and the ways through each that lead to something.
    static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("{\"turn\":0}", Set.of("turn")),
            Map.entry("{\"turn\":1,\"name\":\"Ada\"}", Set.of("turn", "name")),
            Map.entry("{\"turn\":2,\"name\":\" \\t\"}", Set.of("turn")),
            Map.entry("{\"turn\":3,\"name\":\" \u2003\u3000\"}", Set.of("turn")),
            Map.entry("{\"turn\":3,\"name\":\"\u2003é\"}", Set.of("turn", "name")),
            Map.entry("{\"turn\":false,\"name\":null}", Set.of("turn")),
            Map.entry("{\"name\":7,\"home\":{\"city\":\"Wien\"}}", Set.of("name", "home.city")),
            Map.entry("{\"turn\":\"x\",\"home\":{\"city\":\"Wien\"}}", Set.of("turn", "home.city")),
            Map.entry("{\"turn\":\"x\",\"home\":\"Wien\"}", Set.of("turn")));

    /// The first that a user with these attributes lacks.
    @Nullable
    String lacks(@Nullable String attributesJson) {
        var there = attributesJson == null ? Set.<String>of() : ATTRIBUTES.get(attributesJson);
        return needs.stream().filter(way -> !there.contains(way)).findFirst().orElse(null);
    }

    TemplateGate gate() {
        var required = needs.stream()
                .map(way -> new Required(way, List.of(way.split("[.]", -1))))
                .toList();
        return new TemplateGate(required, List.of("en", "de"), Map.of("", 0, "de-AT", 1));
    }

    Worded worded() {
        return new Worded(id, "3", Buffer.buffer("{\"price\":1}"), gate());
    }
}
