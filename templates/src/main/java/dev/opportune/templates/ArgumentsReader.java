package dev.opportune.templates;

import dev.opportune.templates.message.Kind;
import dev.opportune.templates.message.Value;
import dev.opportune.yaml.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `arguments`.
final class ArgumentsReader {

    private static final int MOST = 32;
    private static final int MOST_STEPS = 8;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{0,63}");
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final String SOURCES = "user.<attribute> or params.<name>";

    static List<Argument> read(Section file, Map<String, Language> languages) {
        var section = file.section("arguments");
        if (section.keys().size() > MOST) {
            file.wrong("arguments", section.keys().size() + " arguments", "at most " + MOST);
        }
        var arguments = new ArrayList<Argument>();
        for (var name : section.keys()) {
            if (NAME.matcher(name).matches()) {
                argument(name, section.section(name), languages).ifPresent(arguments::add);
            } else section.wrong(name, "a bad name", "letters, digits and _, at most 64, a letter first");
        }
        return arguments;
    }

    /// The kinds of all that are named, also of those in which something is wrong: messages may use them.
    static Map<String, Kind> kinds(Section file, List<Argument> arguments) {
        var kinds = new LinkedHashMap<String, Kind>();
        for (var argument : arguments) kinds.put(argument.name(), argument.kind());
        for (var name : file.section("arguments").keys()) kinds.putIfAbsent(name, Kind.TEXT);
        return kinds;
    }

    private static Optional<Argument> argument(String name, Section section, Map<String, Language> languages) {
        section.known("from", "type", "or").require("from");
        var source = section.text("from", SOURCES, ArgumentsReader::source);
        var kind = section.has("type") ? section.oneOf("type", Kind.class) : Optional.of(Kind.TEXT);
        if (kind.isEmpty()) return Optional.empty();
        var or = section.has("or") ? or(section, kind.get(), languages) : Map.<String, Value>of();
        return source.map(it -> new Argument(name, it, kind.get(), or));
    }

    private static Source source(String text) {
        var steps = List.of(DOT.split(text, -1));
        boolean isGood = steps.size() >= 2
                && steps.size() <= MOST_STEPS + 1
                && steps.stream().allMatch(it -> STEP.matcher(it).matches());
        if (isGood && steps.getFirst().equals("user")) return new Source.OfUser(steps.subList(1, steps.size()));
        if (isGood && steps.getFirst().equals("params") && steps.size() == 2) return new Source.OfParams(steps.get(1));
        throw new IllegalArgumentException(text);
    }

    private static Map<String, Value> or(Section section, Kind kind, Map<String, Language> languages) {
        var byLocale = section.section("or");
        var or = new HashMap<String, Value>();
        byLocale.known(languages.keySet().toArray(String[]::new))
                .require(languages.keySet().toArray(String[]::new));
        languages.forEach((key, language) ->
                byLocale.written(key, it -> standIn(kind, it)).ifPresent(value -> or.put(language.tag(), value)));
        return or;
    }

    /// As it is written in a file; money as `12.50 EUR`.
    private static Value standIn(Kind kind, String text) {
        int space = text.indexOf(' ');
        var value = kind == Kind.MONEY && space > 0
                ? kind.of(Map.of("value", text.substring(0, space), "currency", text.substring(space + 1)))
                : kind.of(text);
        if (value != null) return value;
        throw new IllegalArgumentException(
                text + " (expected: " + (kind == Kind.MONEY ? "money such as 12.50 EUR" : kind.words()) + ")");
    }

    private ArgumentsReader() {}
}
