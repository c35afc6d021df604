package dev.opportune.templates;

import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.message.Formats;
import dev.opportune.templates.message.Kind;
import java.util.ArrayList;
import java.util.List;

/// What a template looks like, with sample values.
///
/// @param of what the values are, for people: `with 1`, `without name`; empty where there is but one way
public record Preview(String of, Rendered rendered) {

    private static final long MANY = 5;

    /// All that is worth a look: each locale, with one and with many where a number is an argument, and once without
    /// all
    /// that something stands in for.
    public static List<Preview> of(Template template) {
        var renderer = new Renderer(new Formats());
        boolean counts = template.arguments().stream().anyMatch(it -> it.kind() == Kind.NUMBER);
        var optional = template.arguments().stream()
                .filter(it -> !it.isRequired())
                .map(Argument::name)
                .toList();
        var previews = new ArrayList<Preview>();
        for (var wording : template.wordings()) {
            previews.add(new Preview(counts ? "with 1" : "", renderer.sample(template, wording, 1, false)));
            if (counts) previews.add(new Preview("with " + MANY, renderer.sample(template, wording, MANY, false)));
            if (!optional.isEmpty()) {
                var without = "without " + String.join(", ", optional);
                previews.add(new Preview(without, renderer.sample(template, wording, MANY, true)));
            }
        }
        return previews;
    }
}
