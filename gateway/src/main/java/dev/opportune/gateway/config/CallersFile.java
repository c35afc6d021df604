package dev.opportune.gateway.config;

import dev.opportune.yaml.Problems;
import dev.opportune.yaml.Section;
import dev.opportune.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads the callers file: `callers`, a list of name, `key_sha256` or `certificate`, and scopes; or of name,
/// `key_sha256`
/// and app, where `kind` is `ingest`.
public final class CallersFile {

    private static final int MAX_CALLERS = 10_000;

    /// Reads and checks all of it: names, keys and certificates must differ.
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
        var certificates = new HashSet<String>();
        for (var section : file.sections("callers", "name, key_sha256 and scopes", 0, MAX_CALLERS)) {
            caller(section).ifPresent(caller -> {
                if (!names.add(caller.name())) section.wrong("name", "a name of its own");
                if (!caller.keysSha256().stream().allMatch(keys::add)) {
                    section.wrong("key_sha256", "another caller's", "a key of its own");
                }
                if (caller.certificate() != null && !certificates.add(caller.certificate())) {
                    section.wrong("certificate", "a certificate of its own");
                }
                callers.add(caller);
            });
        }
        return List.copyOf(callers);
    }

    private static Optional<Caller> caller(Section section) {
        if (section.oneOf("kind", Kind.class).orElse(Kind.SERVICE) == Kind.INGEST) return app(section);
        section.known("kind", "name", "key_sha256", "certificate", "scopes", "rate")
                .require("name");
        if (!section.has("key_sha256") && !section.has("certificate")) {
            section.wrong("key_sha256", "missing", "a value, or a certificate");
        }
        if (!section.has("scopes")) section.wrong("scopes", "missing", "a list of " + Grant.scopeWords());
        var name = section.written("name", Function.identity());
        var keys = section.has("key_sha256") ? keys(section) : Optional.of(List.<String>of());
        var certificate = section.written("certificate", Function.identity()).orElse(null);
        var grants = section.allWritten("scopes", "a list of " + Grant.scopeWords(), Grant::parse);
        var rate = section.has("rate") ? rate(section.section("rate")) : Optional.<CallerRate>empty();
        boolean isKnowable = section.has("key_sha256") || section.has("certificate");
        if (!isKnowable || name.isEmpty() || keys.isEmpty() || grants.isEmpty()) return Optional.empty();
        return section.made(() -> new Caller(
                name.get(), Set.copyOf(keys.get()), certificate, Set.copyOf(grants.get()), rate.orElse(null)));
    }

    private static Optional<Caller> app(Section section) {
        section.known("kind", "name", "key_sha256", "app", "rate").require("name", "key_sha256", "app");
        var name = section.written("name", Function.identity());
        var keys = keys(section);
        var app = section.written("app", Function.identity());
        var rate = section.has("rate") ? rate(section.section("rate")) : Optional.<CallerRate>empty();
        if (name.isEmpty() || keys.isEmpty() || app.isEmpty()) return Optional.empty();
        return section.made(() -> Caller.ofApp(name.get(), Set.copyOf(keys.get()), app.get(), rate.orElse(null)));
    }

    private static Optional<List<String>> keys(Section section) {
        return section.allWritten("key_sha256", "a SHA-256, or a list of them", Caller::requireSha256);
    }

    private static Optional<CallerRate> rate(Section section) {
        section.known("per_second", "burst").require("per_second");
        var perSecond = section.integer("per_second");
        if (perSecond.isEmpty()) return Optional.empty();
        int burst = section.integer("burst").orElse(perSecond.getAsInt());
        return section.made(() -> new CallerRate(perSecond.getAsInt(), burst));
    }

    private enum Kind {
        SERVICE,
        INGEST
    }

    private CallersFile() {}
}
