package dev.opportune.gateway.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// `docs/runbook.md`.
///
/// @param sections by title
record Runbook(Map<String, String> sections) {

    static final String URL = "https://docs.example.com/opportune/runbook.md";

    static Runbook read() throws IOException {
        var sections = new TreeMap<String, String>();
        var parts = Files.readString(Path.of("../docs/runbook.md")).split("(?m)^## ", -1);
        Arrays.stream(parts).skip(1).forEach(it -> {
            var titleAndText = it.split("\n", 2);
            sections.put(titleAndText[0], titleAndText[1]);
        });
        return new Runbook(sections);
    }

    /// Where a section is.
    static String url(String title) {
        return URL + "#" + anchor(title);
    }

    /// As GitHub makes it.
    static String anchor(String title) {
        return title.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }
}
