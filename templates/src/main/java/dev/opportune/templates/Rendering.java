package dev.opportune.templates;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What came of writing a template for one user.
public sealed interface Rendering {

    /// What is to be shown. At least a title or a body is there; what a template does not have is null.
    ///
    /// @param locale the template's one that it is in
    /// @param data what programs get, in the file's order
    /// @param look what is the same for all who read this locale
    record Rendered(
            String locale,
            @Nullable String title,
            @Nullable String body,
            @Nullable String subtitle,
            @Nullable Action action,
            @Nullable String image,
            SequencedMap<String, String> data,
            Look look)
            implements Rendering {

        /// The same with another body, such as a shorter one.
        public Rendered withBody(@Nullable String other) {
            return new Rendered(locale, title, other, subtitle, action, image, data, look);
        }

        /// Without the words, since a log may print it.
        @Override
        public String toString() {
            return "Rendered[" + locale + "]";
        }
    }

    /// There is no message: an argument that has nothing to stand in for it is missing, blank or of another type.
    ///
    /// @param argument its name in the template
    record Incomplete(String argument) implements Rendering {}

    /// What a tap does.
    record Action(@Nullable String label, String link) {}
}
