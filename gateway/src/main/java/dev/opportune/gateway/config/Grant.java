package dev.opportune.gateway.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A scope, whole or within bounds: what a word of `scopes` in the callers file says.
///
/// ```
/// grant     = scope *( ":" narrowing "=" bound )
/// narrowing = "category" / "campaign" / "app"
/// bound     = name / prefix "*"
/// ```
///
/// All of its bounds must hold; of several grants any one will do.
///
/// @param bounds by what they bound; empty: whole
public record Grant(Scope scope, Map<Narrowing, Bound> bounds) {

    private static final String NARROWINGS = ":(?=[a-z]+=)";

    public Grant {
        bounds = Map.copyOf(bounds);
    }

    /// The whole scope.
    public static Grant of(Scope scope) {
        return new Grant(scope, Map.of());
    }

    /// A name, or all names that begin so.
    public record Bound(String text, boolean isPrefix) {

        static Bound parse(String written) {
            boolean isPrefix = written.endsWith("*");
            var text = isPrefix ? written.substring(0, written.length() - 1) : written;
            if (written.isEmpty() || text.contains("*")) {
                throw new IllegalArgumentException('"' + written + "\" (expected: a name, or its beginning and a *)");
            }
            return new Bound(text, isPrefix);
        }

        boolean holds(String name) {
            return isPrefix ? name.startsWith(text) : name.equals(text);
        }

        @Override
        public String toString() {
            return isPrefix ? text + '*' : text;
        }
    }

    /// Reads a word of the callers file; throws an [IllegalArgumentException] that says `given (expected: …)`.
    public static Grant parse(String word) {
        var parts = word.split(NARROWINGS, -1);
        var scope = scope(parts[0]);
        var bounds = new EnumMap<Narrowing, Bound>(Narrowing.class);
        for (var part : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            var narrowing = narrowing(scope, part.substring(0, equals));
            var bound = Bound.parse(part.substring(equals + 1));
            if (bounds.put(narrowing, bound) != null) {
                throw new IllegalArgumentException(
                        word + " (expected: " + narrowing.word() + " once; several words are alternatives)");
            }
        }
        return new Grant(scope, bounds);
    }

    private static Scope scope(String word) {
        for (var scope : Scope.values()) {
            if (scope.word().equals(word)) return scope;
        }
        throw new IllegalArgumentException(word + " (expected: " + scopeWords() + ")");
    }

    /// All scopes, for people.
    static String scopeWords() {
        return Arrays.stream(Scope.values()).map(Scope::word).collect(Collectors.joining(", "));
    }

    private static Narrowing narrowing(Scope scope, String word) {
        for (var narrowing : scope.narrowings()) {
            if (narrowing.word().equals(word)) return narrowing;
        }
        var known = scope.narrowings().stream().map(Narrowing::word).sorted().toList();
        throw new IllegalArgumentException(word + "= of " + scope.word() + " (expected: "
                + (known.isEmpty() ? "no narrowing" : String.join(", ", known)) + ")");
    }

    /// As the callers file writes it.
    public String word() {
        var word = new StringBuilder(scope.word());
        for (var narrowing : Narrowing.values()) {
            var bound = bounds.get(narrowing);
            if (bound != null) {
                word.append(':').append(narrowing.word()).append('=').append(bound);
            }
        }
        return word.toString();
    }
}
