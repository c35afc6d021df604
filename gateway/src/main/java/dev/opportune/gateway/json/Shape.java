package dev.opportune.gateway.json;

import java.util.List;
import java.util.Set;

/// The members that an object may have; at most 64.
///
/// @param nulls those for which `null` says something (as in a merge patch); for the others it says that they are not
/// there
public record Shape(List<String> names, Set<String> nulls) {

    public static Shape of(String... names) {
        return new Shape(List.of(names), Set.of());
    }

    public Shape {
        if (names.size() > Long.SIZE) {
            throw new IllegalArgumentException("names: " + names.size() + " (expected: at most 64)");
        }
    }

    /// The same, with `null` kept where these members have it.
    public Shape keepingNull(String... members) {
        return new Shape(names, Set.of(members));
    }

    /// Gives -1 for a name that is not one of them. A dozen comparisons cost less than a hash.
    int indexOf(String name) {
        return names.indexOf(name);
    }

    boolean keepsNull(String name) {
        return nulls.contains(name);
    }
}
