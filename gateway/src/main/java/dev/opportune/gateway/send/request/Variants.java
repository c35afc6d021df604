package dev.opportune.gateway.send.request;

import dev.opportune.connectors.PushContent;
import dev.opportune.gateway.words.TemplateWish;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a send of an experiment says in each of its arms. All are checked when it comes in; the content of the user's
/// arm alone is kept.
///
/// @param byArm in the order of the arms' names, as the experiment has them
public record Variants(String experiment, SortedMap<String, Variant> byArm) {

    public Variants {
        if (byArm.isEmpty()) throw new IllegalArgumentException("variants: none (expected: one for each arm)");
        byArm = Collections.unmodifiableSortedMap(new TreeMap<>(byArm));
    }

    /// What one arm says.
    ///
    /// @param content null with a template, and only then
    /// @param contentJson as it came, UTF-8; empty with a template
    public record Variant(
            @Nullable PushContent content,
            Buffer contentJson,
            @Nullable TemplateWish template) {

        public Variant {
            if ((content == null) == (template == null)) {
                throw new IllegalArgumentException(
                        "content: " + content + " beside " + template + " (expected: one of both)");
            }
        }
    }

    /// What the arm at a place says.
    Variant at(int place) {
        return List.copyOf(byArm.values()).get(place);
    }
}
