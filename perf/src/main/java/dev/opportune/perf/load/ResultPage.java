package dev.opportune.perf.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The page of results: a section for each scenario, its plot beside the page. What is there of others stays.
final class ResultPage {

    private ResultPage() {}

    static void put(Path page, String name, Map<String, String> figures, boolean kept, String plot) throws IOException {
        Files.writeString(page.resolveSibling("performance-" + name + ".svg"), plot);
        var section = new ArrayList<String>();
        section.add("## " + name);
        section.add("");
        section.add("`perf/run " + name + "`, " + LocalDate.now(ZoneOffset.UTC) + ", "
                + Runtime.getRuntime().availableProcessors() + " cores with everything on them, revision "
                + System.getProperty("opportune.revision", "?") + ": " + (kept ? "kept." : "**not kept.**"));
        section.add("");
        section.add("| figure | value |");
        section.add("|---|---|");
        figures.forEach((what, value) -> section.add("| " + what + " | " + value + " |"));
        section.add("");
        section.add("![" + name + "](performance-" + name + ".svg)");
        section.add("");
        var lines = new ArrayList<>(Files.readAllLines(page));
        int at = lines.indexOf(section.getFirst());
        if (at < 0) {
            if (!lines.getLast().isEmpty()) lines.add("");
            at = lines.size();
        } else {
            lines.subList(at, end(lines, at + 1)).clear();
        }
        lines.addAll(at, section);
        while (lines.getLast().isEmpty()) lines.removeLast();
        Files.write(page, lines);
    }

    private static int end(List<String> lines, int from) {
        int at = from;
        while (at < lines.size() && !lines.get(at).startsWith("## ")) at++;
        return at;
    }
}
