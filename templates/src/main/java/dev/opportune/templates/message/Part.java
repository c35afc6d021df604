package dev.opportune.templates.message;

import com.ibm.icu.text.PluralRules;
import java.util.Map;

/// One part of a message. An argument is told by its place among those of the template.
sealed interface Part {

    /// What stands there in every message.
    record Literal(String text) implements Part {}

    /// `{name}`, `{price, number, currency}`.
    record Insert(int argument, Style style) implements Part {}

    /// `#`: the number of the plural around it, less that one's offset.
    record Count(int argument, long offset) implements Part {}

    /// `{n, plural, …}` and `{n, selectordinal, …}`.
    ///
    /// @param sample how the number is written that the form is chosen for: 1.0 is not 1
    /// @param exact the forms of `=0` and such
    record Plural(
            int argument,
            long offset,
            PluralRules rules,
            Style.OfNumbers sample,
            Map<Double, Message> exact,
            Map<String, Message> forms,
            Message other)
            implements Part {}

    /// `{gender, select, …}`.
    record Select(int argument, Map<String, Message> forms, Message other) implements Part {}
}
