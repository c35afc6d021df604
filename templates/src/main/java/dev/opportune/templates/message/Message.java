package dev.opportune.templates.message;

import java.util.List;
import java.util.Set;

/// A message ready to be written, as often as wanted and by any thread.
///
/// @param parts in their order
public record Message(List<Part> parts) {

    public Message {
        parts = List.copyOf(parts);
    }

    /// The same text whoever reads it.
    static Message of(String text) {
        return new Message(text.isEmpty() ? List.of() : List.of(new Part.Literal(text)));
    }

    /// Adds all ways in which it writes values.
    public void addStyles(Set<? super Style> styles) {
        for (var part : parts) {
            switch (part) {
                case Part.Literal _ -> {}
                case Part.Insert(var _, var style) -> styles.add(style);
                case Part.Count _ -> styles.add(Style.Numeral.PLAIN);
                case Part.Plural plural -> {
                    styles.add(plural.sample());
                    plural.exact().values().forEach(form -> form.addStyles(styles));
                    plural.forms().values().forEach(form -> form.addStyles(styles));
                }
                case Part.Select select -> select.forms().values().forEach(form -> form.addStyles(styles));
            }
        }
    }

    /// Writes the message.
    public String write(Writing writing) {
        if (parts.isEmpty()) return "";
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Literal(var text)) return text;
        var out = new StringBuilder(128);
        write(out, writing);
        return out.toString();
    }

    private void write(StringBuilder out, Writing writing) {
        for (var part : parts) {
            switch (part) {
                case Part.Literal(var text) -> out.append(text);
                case Part.Insert insert -> writing.insert(out, insert);
                case Part.Count count -> writing.count(out, count);
                case Part.Plural plural -> writing.chosen(plural).write(out, writing);
                case Part.Select select -> writing.chosen(select).write(out, writing);
            }
        }
    }
}
