package dev.opportune.perf.attack.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The page of results: a table for each heap and rate of the attacker's key, a row for each attack. What is there of
/// others stays.
final class ResultPage {

    private static final List<String> HEAD = List.of(
            "",
            "| attack | what is done | verdict | p50, ms | p99, ms | failed | memory, MiB | heap, MiB | files | cores | "
                    + "attacker's cores | seen | load | of |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");

    private ResultPage() {}

    /// Puts this result in the place of the last one of the same attack, or at its table's end.
    static void put(Path page, int heapMib, Result result, String revision) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(page));
        String title = "## With `-Xmx" + heapMib + "m`"
                + (SiteFiles.isLimited() ? ", with a key for 20 requests a second" : "");
        int at = lines.indexOf(title);
        if (at < 0) {
            lines.add("");
            at = lines.size();
            lines.add(title);
            lines.addAll(HEAD);
        }
        int row = at + 1 + HEAD.size();
        String begin = "| `" + result.attack().name() + "` |";
        while (row < lines.size()
                && lines.get(row).startsWith("|")
                && !lines.get(row).startsWith(begin)) row++;
        if (row < lines.size() && lines.get(row).startsWith(begin)) lines.set(row, result.row(revision));
        else lines.add(row, result.row(revision));
        Files.write(page, lines);
    }
}
