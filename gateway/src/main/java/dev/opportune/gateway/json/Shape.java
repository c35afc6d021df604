package dev.opportune.gateway.json;

import java.util.List;

/// The members that an object may have; at most 64.
public record Shape(List<String> names) {

    public static Shape of(String... names) {
        return new Shape(List.of(names));
    }

    public Shape {
        if (names.size() > Long.SIZE) {
            throw new IllegalArgumentException("names: " + names.size() + " (expected: at most 64)");
        }
    }

    /// Gives -1 for a name that is not one of them. A dozen comparisons cost less than a hash.
    int indexOf(String name) {
        return names.indexOf(name);
    }
}
