package dev.opportune.perf.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The page of results: a section for each form of a run, from its last one.
final class ResultPage {

    private ResultPage() {}

    /// Puts this in the place of the section's text, or at the page's end.
    static void put(Path page, String title, String text) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(page));
        String heading = "## " + title;
        int at = lines.indexOf(heading);
        if (at < 0) {
            lines.addAll(List.of("", heading));
            at = lines.size() - 1;
        }
        int end = at + 1;
        while (end < lines.size() && !lines.get(end).startsWith("## ")) end++;
        var section = new ArrayList<String>();
        section.add("");
        section.addAll(text.lines().toList());
        if (end < lines.size()) section.add("");
        lines.subList(at + 1, end).clear();
        lines.addAll(at + 1, section);
        Files.write(page, lines);
    }
}
