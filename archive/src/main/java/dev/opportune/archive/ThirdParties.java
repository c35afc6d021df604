package dev.opportune.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes `licences/THIRD-PARTY.txt` from the bill of materials. A library whose licence is none of those below stops
/// the
/// build: whoever adds one reads its licence first, and adds it here with its text.
final class ThirdParties {

    /// By SPDX's ids, those that ask least first: where there is a choice that one is taken.
    private static final List<String> ACCEPTED = List.of(
            "CC0-1.0",
            "MIT-0",
            "MIT",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "Unicode-3.0",
            "EPL-2.0",
            "CDDL-1.0");

    /// What poms call them that SPDX does not.
    private static final Map<String, String> ALSO_CALLED = Map.of("Bouncy Castle Licence", "MIT");

    private ThirdParties() {}

    /// Writes it, or names what stands in the way.
    ///
    /// @param arguments the bill of materials, the folder of licences' texts, and the file to write
    public static void main(String[] arguments) throws IOException {
        var libraries = libraries(Path.of(arguments[0]));
        var problems = problems(libraries, Path.of(arguments[1]));
        if (!problems.isEmpty()) {
            problems.forEach(System.err::println);
            throw new IllegalStateException(
                    problems.size() + " libraries whose licence is not in order (expected: none)");
        }
        Files.writeString(Path.of(arguments[2]), list(libraries));
    }

    /// Others' libraries, by name.
    static List<Library> libraries(Path bill) throws IOException {
        var libraries = new ArrayList<Library>();
        for (var component : new ObjectMapper().readTree(bill.toFile()).path("components")) {
            var library = Library.of(component);
            if (!library.isOurs()) libraries.add(library);
        }
        libraries.sort(Comparator.comparing(Library::file));
        return libraries;
    }

    /// A sentence for each library that may not be passed on as it is.
    ///
    /// @param texts a file for each licence, and a folder for each library that brings its own
    static List<String> problems(List<Library> libraries, Path texts) {
        var problems = new ArrayList<String>();
        for (var library : libraries) {
            var licence = chosen(library);
            if (licence.isEmpty()) {
                problems.add(library.file() + ": " + library.licences() + " (expected: one of " + ACCEPTED + ")");
            } else if (!Files.exists(texts.resolve(licence.get() + ".txt")) && !bringsItsOwn(library, texts)) {
                problems.add(library.file() + ": no text of " + licence.get()
                        + " (expected: in src/main/licences, or in its jar)");
            }
        }
        return problems;
    }

    /// Whether a text was in its jar.
    private static boolean bringsItsOwn(Library library, Path texts) {
        var own = texts.resolve(library.name() + "-jar")
                .resolve("META-INF")
                .toFile()
                .list();
        return own != null && Arrays.stream(own).anyMatch(it -> it.startsWith("LICENSE"));
    }

    /// The licence by which we pass it on.
    static Optional<String> chosen(Library library) {
        var licences = library.licences().stream()
                .map(it -> ALSO_CALLED.getOrDefault(it, it))
                .toList();
        return ACCEPTED.stream().filter(licences::contains).findFirst();
    }

    private static String list(List<Library> libraries) {
        var list = new StringBuilder("""
            What lib holds of others, each by the licence named here: its text is in LICENCE.txt beside this file, or in the
            folder of the library's name, where what its jar says of itself is.

            """);
        for (var library : libraries) {
            list.append(library.file()).append('\n');
            list.append("    ").append(chosen(library).orElseThrow());
            if (!library.home().isEmpty()) list.append(", ").append(library.home());
            list.append('\n');
        }
        return list.toString();
    }
}
