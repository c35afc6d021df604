package dev.opportune.templates;

import dev.opportune.yaml.Section;
import org.jspecify.annotations.Nullable;

/// Every locale says as much as the default one: a user whose language lacks the link would be told of a sale that it
/// cannot open.
final class Fields {

    /// Notes what one locale has too little or too much.
    static void compare(Section section, @Nullable Wording wording, @Nullable Wording byDefault) {
        if (wording == null || byDefault == null) return;
        var has = wording.fields();
        var wanted = byDefault.fields();
        for (var field : wanted) {
            if (!has.contains(field)) section.wrong(field, "missing", "a value, as in " + byDefault.tag());
        }
        for (var field : has) {
            if (!wanted.contains(field)) section.wrong(field, "only here", "nothing, as in " + byDefault.tag());
        }
    }

    private Fields() {}
}
