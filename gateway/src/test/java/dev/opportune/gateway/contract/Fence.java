package dev.opportune.gateway.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A fenced block of a Markdown file.
///
/// @param language the info string's first word, and `name` the rest
record Fence(Path file, int line, String language, String name, String text) {

    static final Path ROOT = root();

    /// Those of the README and of everything under `docs`.
    static List<Fence> all() throws IOException {
        var fences = new ArrayList<Fence>();
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            var pages = Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(it -> it.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            for (var page : pages) read(page, fences);
        }
        return fences;
    }

    private static void read(Path file, List<Fence> fences) throws IOException {
        String info = null;
        int start = 0;
        var text = new StringBuilder();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("```")) {
                text.append(line).append('\n');
            } else if (info == null) {
                info = line.substring(3).strip();
                start = i + 1;
                text.setLength(0);
            } else {
                var words = info.split(" ", 2);
                fences.add(new Fence(file, start, words[0], words.length == 2 ? words[1] : "", text.toString()));
                info = null;
            }
        }
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) folder = folder.getParent();
        return folder;
    }

    @Override
    public String toString() {
        return ROOT.relativize(file) + ":" + line;
    }
}
