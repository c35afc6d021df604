package dev.opportune.templates;

import dev.opportune.templates.message.Messages;
import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads one template of its file.
final class TemplateReader {

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    static Optional<Template> read(Section file, Problems problems) {
        file.known("id", "version", "arguments", "locales", "default_locale")
                .require("id", "version", "locales", "default_locale");
        var id = file.text("id", "small letters, digits and -, at most 64", it -> matching(Section.NAME, it));
        var version = file.written("version", TemplateReader::version);
        var languages = Locales.read(file);
        var byDefault = file.text("default_locale", "one of the locales", it -> among(languages, it));
        var arguments = ArgumentsReader.read(file, languages);
        var used = new HashSet<String>();
        var names = Messages.Arguments.of(ArgumentsReader.kinds(file, arguments), used);
        var wordings = new LinkedHashMap<String, Wording>();
        languages.forEach(
                (key, language) -> WordingReader.read(file.section("locales").section(key), language, names)
                        .ifPresent(wording -> wordings.put(language.tag(), wording)));
        languages.forEach((key, language) -> Fields.compare(
                file.section("locales").section(key),
                wordings.get(language.tag()),
                byDefault.map(it -> wordings.get(it.tag())).orElse(null)));
        for (var argument : arguments) {
            if (!used.contains(argument.name())) {
                file.section("arguments").wrong(argument.name(), "used in no message", "used, or left out");
            }
        }
        if (!problems.isEmpty() || id.isEmpty() || version.isEmpty() || byDefault.isEmpty()) return Optional.empty();
        var first = wordings.get(byDefault.get().tag());
        if (first == null) return Optional.empty();
        return Optional.of(new Template(id.get(), version.get(), arguments, wordings, first));
    }

    private static Language among(Map<String, Language> languages, String tag) {
        var found = languages.get(tag);
        if (found == null) throw new IllegalArgumentException(tag);
        return found;
    }

    private static String version(String text) {
        if (VERSION.matcher(text).matches()) return text;
        throw new IllegalArgumentException(text + " (expected: letters, digits, ., - and _, at most 32)");
    }

    private static String matching(Pattern pattern, String text) {
        if (pattern.matcher(text).matches()) return text;
        throw new IllegalArgumentException(text);
    }

    private TemplateReader() {}
}
