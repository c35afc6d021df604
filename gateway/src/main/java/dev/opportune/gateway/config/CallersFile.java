package dev.opportune.gateway.config;

import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the callers file: `callers`, a list of name, `key_sha256` and scopes.
public final class CallersFile {

    private static final int MAX_CALLERS = 10_000;
    private static final String WORDS =
            Arrays.stream(Scope.values()).map(Scope::word).collect(Collectors.joining(", "));

    /// Reads and checks all of it: names and keys must differ.
    public static Loaded<List<Caller>> load(Path file) {
        var problems = new Problems(file.toString());
        var callers = YamlFile.read(file, problems).map(tree -> callers(Section.root(tree, problems)));
        return Loaded.of(callers, problems);
    }

    private static List<Caller> callers(Section file) {
        file.known("callers").require("callers");
        var callers = new ArrayList<Caller>();
        var names = new HashSet<String>();
        var keys = new HashSet<String>();
        for (var section : file.sections("callers", "name, key_sha256 and scopes", 0, MAX_CALLERS)) {
            caller(section).ifPresent(caller -> {
                if (!names.add(caller.name())) section.wrong("name", "a name of its own");
                if (!keys.add(caller.keySha256())) section.wrong("key_sha256", "another caller's", "a key of its own");
                callers.add(caller);
            });
        }
        return List.copyOf(callers);
    }

    private static Optional<Caller> caller(Section section) {
        section.known("name", "key_sha256", "scopes", "rate").require("name", "key_sha256");
        if (!section.has("scopes")) section.wrong("scopes", "missing", "a list of " + WORDS);
        var name = section.written("name", Function.identity());
        var keySha256 = section.written("key_sha256", Function.identity());
        var scopes = section.someOf("scopes", Scope.class, Scope::word);
        var rate = section.has("rate") ? rate(section.section("rate")) : Optional.<CallerRate>empty();
        if (name.isEmpty() || keySha256.isEmpty() || scopes.isEmpty()) return Optional.empty();
        return section.made(() -> new Caller(name.get(), keySha256.get(), Set.copyOf(scopes.get()), rate.orElse(null)));
    }

    private static Optional<CallerRate> rate(Section section) {
        section.known("per_second", "burst").require("per_second");
        var perSecond = section.integer("per_second");
        if (perSecond.isEmpty()) return Optional.empty();
        int burst = section.integer("burst").orElse(perSecond.getAsInt());
        return section.made(() -> new CallerRate(perSecond.getAsInt(), burst));
    }

    private CallersFile() {}
}
