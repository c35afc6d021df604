package dev.opportune.gateway.http.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A table as CSV (RFC 4180): the first line has the columns' names, a cell that a row lacks is empty. No
/// cell begins what a spreadsheet takes for a formula
/// ([OWASP](https://owasp.org/www-community/attacks/CSV_Injection)).
final class CsvTable {

    /// The full-width ones too: East Asian spreadsheets take them for the others.
    private static final String BEGIN_FORMULAS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final String LINE_END = "\r\n";

    /// By a column's first part, such as `suppressed`, in the order of their first use.
    private final Map<String, TreeSet<String>> columns = new LinkedHashMap<>();

    private final List<Map<String, String>> rows = new ArrayList<>();

    void begin() {
        rows.add(new LinkedHashMap<>());
    }

    /// A cell that we have made: a time, a rate, a decimal.
    void word(String column, String word) {
        int dot = column.indexOf('.');
        columns.computeIfAbsent(dot < 0 ? column : column.substring(0, dot), _ -> new TreeSet<>())
                .add(column);
        if (!rows.isEmpty()) rows.getLast().put(column, word);
    }

    void number(String column, long number) {
        word(column, Long.toString(number));
    }

    /// A cell that callers have named.
    void text(String column, String text) {
        word(column, harmless(text));
    }

    /// With an apostrophe before it where it would begin a formula: spreadsheets then show it as it is.
    private static String harmless(String text) {
        return text.isEmpty() || BEGIN_FORMULAS.indexOf(text.charAt(0)) < 0 ? text : '\'' + text;
    }

    String text() {
        var names = columns.values().stream().flatMap(TreeSet::stream).toList();
        var text = new StringBuilder();
        line(names, text);
        for (var row : rows) {
            line(names.stream().map(name -> row.getOrDefault(name, "")).toList(), text);
        }
        return text.toString();
    }

    private static void line(List<String> cells, StringBuilder to) {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) to.append(',');
            var cell = cells.get(i);
            if (isPlain(cell)) to.append(cell);
            else to.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
        to.append(LINE_END);
    }

    private static boolean isPlain(String cell) {
        return cell.chars()
                .noneMatch(it -> it == ',' || it == ';' || it == '"' || it == '\r' || it == '\n' || it == '\t');
    }
}
