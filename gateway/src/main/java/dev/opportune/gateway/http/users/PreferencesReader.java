package dev.opportune.gateway.http.users;

import dev.opportune.gateway.http.Limits;
import dev.opportune.gateway.json.JsonIn;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.json.Quoted;
import dev.opportune.gateway.json.Shape;
import dev.opportune.gateway.json.Text;
import dev.opportune.ratelimiter.user.Users;
import dev.opportune.ratelimiter.user.Users.Change;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the body of `PUT` and `PATCH /v1/users/{user}/preferences`, and the preferences of an import.
final class PreferencesReader {

    private static final Shape PREFERENCES = Shape.of("promotional", "measurement", "categories", "caps", "source")
            .keepingNull("promotional", "measurement", "categories", "caps");
    /// An import is always a source of its own.
    private static final Shape IMPORTED =
            Shape.of("promotional", "categories", "caps").keepingNull("promotional", "categories", "caps");

    private static final Text WORD = Text.id(64);

    /// Of a line that says none.
    static final Wishes NOTHING_IMPORTED = new Wishes(
            new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), new Change.Keep<>(), Users.IMPORT);

    private PreferencesReader() {}

    /// A merge patch of the preferences, whose maps may be removed whole.
    record Wishes(
            Change<Boolean> promotional,
            Change<Boolean> measurement,
            Change<Map<String, Change<Boolean>>> categories,
            Change<Map<String, Change<Integer>>> caps,
            String source) {}

    /// @param knownCaps those of the policy: a limit of the user's own means nothing without one
    static Parsed<Wishes> read(Buffer body, Set<String> knownCaps) {
        return JsonIn.read(body, in -> wishes(in, PREFERENCES, knownCaps, "api"));
    }

    /// Reads the preferences at hand, of an import.
    static @Nullable Wishes imported(JsonIn in, Set<String> knownCaps) throws IOException {
        return wishes(in, IMPORTED, knownCaps, Users.IMPORT);
    }

    private static @Nullable Wishes wishes(JsonIn in, Shape shape, Set<String> knownCaps, String defaultSource)
            throws IOException {
        if (!in.beginObject()) return null;
        Change<Boolean> promotional = new Change.Keep<>();
        Change<Boolean> measurement = new Change.Keep<>();
        Change<Map<String, Change<Boolean>>> categories = new Change.Keep<>();
        Change<Map<String, Change<Integer>>> caps = new Change.Keep<>();
        String source = defaultSource;
        for (String name = in.nextMember(shape); name != null; name = in.nextMember(shape)) {
            switch (name) {
                case "promotional" -> promotional = choice(in);
                case "measurement" -> measurement = choice(in);
                case "categories" -> categories = Changes.read(in, () -> entries(in, it -> choice(in)));
                case "caps" -> caps = Changes.read(in, () -> entries(in, it -> cap(in, it, knownCaps)));
                case "source" -> source = in.string(Limits.LABEL);
            }
        }
        return source == null ? null : new Wishes(promotional, measurement, categories, caps, source);
    }

    private static <T> @Nullable Map<String, Change<T>> entries(JsonIn in, Entry<T> entry) throws IOException {
        if (!in.beginObject()) return null;
        var entries = new LinkedHashMap<String, Change<T>>();
        var names = new HashSet<String>();
        for (String name = in.nextEntry(Limits.NAME, names); name != null; name = in.nextEntry(Limits.NAME, names)) {
            entries.put(name, entry.read(name));
        }
        return entries;
    }

    private static Change<Boolean> choice(JsonIn in) throws IOException {
        return Changes.read(in, () -> in.string(WORD, PreferencesReader::isGranted));
    }

    private static Change<Integer> cap(JsonIn in, String name, Set<String> knownCaps) throws IOException {
        // What the policy no longer has may still be removed.
        if (!in.isNull() && !knownCaps.contains(name)) {
            in.error("not a cap of the policy (expected: " + String.join(", ", knownCaps) + ")");
        }
        return Changes.read(in, () -> in.integer(0, Limits.CAP));
    }

    private static Boolean isGranted(String word) {
        return switch (word) {
            case "granted" -> true;
            case "refused" -> false;
            default -> throw new IllegalArgumentException(Quoted.of(word) + " (expected: granted or refused)");
        };
    }

    private interface Entry<T> {
        Change<T> read(String name) throws IOException;
    }
}
