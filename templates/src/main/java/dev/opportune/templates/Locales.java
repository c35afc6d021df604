package dev.opportune.templates;

import dev.opportune.yaml.Section;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// The keys of `locales`.
final class Locales {

    /// By the key as it is written; those that are none are left out.
    static Map<String, Language> read(Section file) {
        var locales = file.section("locales");
        var languages = new LinkedHashMap<String, Language>();
        var tags = new HashSet<String>();
        for (var key : locales.keys()) {
            var language = Language.of(key);
            if (language.isEmpty()) {
                locales.wrong(key, "a bad locale", "a BCP 47 tag such as de or zh-Hant");
            } else if (!tags.add(language.get().tag())) {
                locales.wrong(key, "the same as " + language.get().tag(), "once");
            } else {
                languages.put(key, language.get());
            }
        }
        int count = locales.keys().size();
        if (file.has("locales") && (count < 1 || count > Template.MOST_LOCALES)) {
            file.wrong("locales", count + " locales", "1 to " + Template.MOST_LOCALES);
        }
        return languages;
    }

    private Locales() {}
}
