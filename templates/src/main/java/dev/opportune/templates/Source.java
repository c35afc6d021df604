package dev.opportune.templates;

import java.util.List;

/// Where an argument comes from.
public sealed interface Source {

    /// An attribute of the user's profile.
    ///
    /// @param path the member's name, with those of the objects that it lies in before it
    record OfUser(List<String> path) implements Source {
        public OfUser {
            path = List.copyOf(path);
        }

        @Override
        public String toString() {
            return "user." + String.join(".", path);
        }
    }

    /// One of the send's `params`.
    record OfParams(String name) implements Source {
        @Override
        public String toString() {
            return "params." + name;
        }
    }
}
