package dev.opportune.gateway.words;

import dev.opportune.ratelimiter.send.TemplateGate;
import dev.opportune.ratelimiter.send.TemplateGate.Required;
import dev.opportune.templates.Argument;
import dev.opportune.templates.Source;
import dev.opportune.templates.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What scripts look at of one template, and which of its locales each user reads, as a lane has come to know it: by
/// that
/// sends are counted, from the second of a locale on. Confined to the lane.
final class Readers {

    /// As many of the locales that users say; those of more are counted without one.
    static final int MOST = 100;

    private final Template template;
    private final List<Required> required = new ArrayList<>();
    private final List<String> locales = new ArrayList<>();
    private final Map<String, Integer> readers = new LinkedHashMap<>();
    private TemplateGate gate;

    Readers(Template template) {
        this.template = template;
        for (var argument : template.arguments()) {
            if (argument.isRequired()) require(argument);
        }
        put("", template.defaultLocale());
        this.gate = new TemplateGate(required, locales, readers);
    }

    private void require(Argument argument) {
        switch (argument.source()) {
            case Source.OfUser(var path) -> required.add(new Required(argument.name(), path));
            case Source.OfParams _ -> {} // the door looked at it
        }
    }

    TemplateGate gate() {
        return gate;
    }

    /// A user of this locale was written to in that of the template's.
    void learn(String said, String locale) {
        if (readers.containsKey(said) || readers.size() == MOST) return;
        put(said, locale);
        gate = new TemplateGate(required, locales, readers);
    }

    private void put(String said, String locale) {
        int place = locales.indexOf(locale);
        if (place < 0) {
            place = locales.size();
            locales.add(locale);
        }
        readers.put(said, place);
    }

    @Override
    public String toString() {
        return "readers of " + template;
    }
}
