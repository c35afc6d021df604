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
public final class ResultPage {

    private ResultPage() {}

    /// A table of them.
    static List<String> figures(Map<String, String> figures) {
        var table = new ArrayList<>(List.of("| figure | value |", "|---|---|"));
        figures.forEach((what, value) -> table.add("| " + what + " | " + value + " |"));
        return table;
    }

    static void put(Path page, String name, List<String> figures, boolean kept, String plot) throws IOException {
        Files.writeString(page.resolveSibling("performance-" + name + ".svg"), plot);
        var text = new ArrayList<>(figures);
        text.addAll(List.of("", "![" + name + "](performance-" + name + ".svg)"));
        put(page, name, name, kept, text);
    }

    /// Puts a section in the place of the former one of that name, or at the end.
    ///
    /// @param command what `perf/run` was asked for
    public static void put(Path page, String name, String command, boolean kept, List<String> text) throws IOException {
        var section = new ArrayList<String>();
        section.add("## " + name);
        section.add("");
        section.add("`perf/run " + command + "`, " + LocalDate.now(ZoneOffset.UTC) + ", "
                + Runtime.getRuntime().availableProcessors() + " cores with everything on them, revision "
                + System.getProperty("opportune.revision", "?") + ": " + (kept ? "kept." : "**not kept.**"));
        section.add("");
        section.addAll(text);
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
