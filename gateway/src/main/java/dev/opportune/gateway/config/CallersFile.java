package dev.opportune.gateway.config;

import dev.opportune.gateway.config.ConfigNode.Mapping;
import dev.opportune.gateway.config.ConfigNode.Scalar;
import dev.opportune.gateway.config.ConfigNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the callers file: `callers`, a list of name, `key_sha256` and scopes.
public final class CallersFile {

    private static final String WORDS =
            Arrays.stream(Scope.values()).map(Scope::word).collect(Collectors.joining(", "));

    private final Problems problems = new Problems();
    private final Path file;

    private CallersFile(Path file) {
        this.file = file;
    }

    /// Reads and checks all of it: names and keys must differ.
    public static Loaded<List<Caller>> load(Path file) {
        return new CallersFile(file).callers();
    }

    private Loaded<List<Caller>> callers() {
        var root = ConfigTree.read(file, problems);
        var section = new ConfigSection("", root, file, problems, "callers");
        var callers = new ArrayList<Caller>();
        if (root.members().get("callers") instanceof Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                Optional.ofNullable(caller("callers[" + i + "]", list.items().get(i)))
                        .ifPresent(callers::add);
            }
        } else if (problems.all().isEmpty()) {
            problems.add(section.where("callers"), "callers: (expected: a list)");
        }
        requireDifferent("name", callers, Caller::name);
        requireDifferent("key_sha256", callers, Caller::keySha256);
        return problems.loaded(List.copyOf(callers));
    }

    private @Nullable Caller caller(String path, ConfigNode node) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node.where(), path + ": (expected: name, key_sha256 and scopes)");
            return null;
        }
        var section = new ConfigSection(path + ".", mapping, file, problems, "name", "key_sha256", "scopes", "rate");
        String name = section.required("name", Function.identity());
        String keySha256 = section.required("key_sha256", Function.identity());
        var scopes = scopes(section, mapping.members().get("scopes"));
        boolean limited = mapping.members().containsKey("rate");
        var rate = limited ? rate(path + ".rate", mapping.members().get("rate")) : null;
        if (name == null || keySha256 == null || scopes.isEmpty() || (limited && rate == null)) return null;
        return section.made(() -> new Caller(name, keySha256, scopes, rate));
    }

    private @Nullable CallerRate rate(String path, @Nullable ConfigNode node) {
        if (!(node instanceof Mapping mapping)) {
            problems.add(node == null ? file.toString() : node.where(), path + ": (expected: per_second and burst)");
            return null;
        }
        var section = new ConfigSection(path + ".", mapping, file, problems, "per_second", "burst");
        if (!section.has("per_second")) problems.add(mapping.where(), section.path("per_second") + ": is missing");
        var perSecond = section.integer("per_second");
        if (perSecond.isEmpty()) return null;
        int burst = section.integer("burst").orElse(perSecond.get());
        return section.made(() -> new CallerRate(perSecond.get(), burst));
    }

    private Set<Scope> scopes(ConfigSection section, @Nullable ConfigNode node) {
        var scopes = EnumSet.noneOf(Scope.class);
        if (!(node instanceof Sequence list) || list.items().isEmpty()) {
            problems.add(section.where("scopes"), section.path("scopes") + ": (expected: a list of " + WORDS + ")");
            return scopes;
        }
        for (var item : list.items()) {
            String word = item instanceof Scalar scalar ? scalar.text() : "";
            Scope.of(word)
                    .ifPresentOrElse(
                            scopes::add,
                            () -> problems.add(
                                    item.where(),
                                    section.path("scopes") + ": \"" + word + "\" (expected: " + WORDS + ")"));
        }
        return scopes;
    }

    private void requireDifferent(String what, List<Caller> callers, Function<Caller, String> of) {
        var seen = new HashSet<String>();
        for (var caller : callers) {
            if (!seen.add(of.apply(caller))) {
                problems.add(file.toString(), what + " of caller " + caller.name() + ": given twice (expected: once)");
            }
        }
    }
}
