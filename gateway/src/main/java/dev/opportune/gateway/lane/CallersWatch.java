package dev.opportune.gateway.lane;

import dev.opportune.gateway.config.Caller;
import dev.opportune.gateway.config.CallersFile;
import dev.opportune.gateway.config.Loaded;
import dev.opportune.gateway.http.Audit;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.yaml.Problem;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who may call: the file's callers, read again when it changes ([FileWatch]), so that a key that is taken out of it is
/// of no use a moment later.
public final class CallersWatch {

    private final Path file;
    private final FileWatch watch;
    private volatile List<Caller> callers;
    private final Authenticator authenticator;

    /// Reads the file for the first time.
    ///
    /// @throws RefusedException when it cannot be read, or something is wrong with it
    public static CallersWatch of(Path file) throws RefusedException {
        return new CallersWatch(file);
    }

    private CallersWatch(Path file) throws RefusedException {
        this.file = file;
        this.watch = new FileWatch("callers", List.of(file), () -> "the callers before it stay", this::take);
        this.callers = read(file);
        this.authenticator = Authenticator.of(callers);
    }

    /// Knows the callers, always those of the file.
    public Authenticator authenticator() {
        return authenticator;
    }

    /// Those that are in force.
    public List<Caller> callers() {
        return callers;
    }

    public FileWatch watch() {
        return watch;
    }

    private static List<Caller> read(Path file) throws RefusedException {
        return switch (CallersFile.load(file)) {
            case Loaded.Good<List<Caller>>(var callers) -> callers;
            case Loaded.Bad<List<Caller>>(var problems) ->
                throw new RefusedException(
                        problems.stream().map(Problem::toString).toList());
        };
    }

    private String take() throws RefusedException {
        var next = read(file);
        var told = told(callers, next);
        authenticator.replace(next);
        callers = next;
        Audit.operated(told);
        return told;
    }

    private static String told(List<Caller> before, List<Caller> after) {
        var come = new HashSet<>(after);
        before.forEach(come::remove);
        var gone = new HashSet<>(before);
        after.forEach(gone::remove);
        return "callers reloaded: " + after.size() + ", new or changed " + names(come) + ", gone or changed "
                + names(gone);
    }

    private static List<String> names(Set<Caller> callers) {
        return callers.stream().map(Caller::name).sorted().limit(20).toList();
    }
}
