package dev.opportune.perf.load.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Figures of all sides under one kind of load, in Markdown.
final class Table {

    private Table() {}

    static List<String> of(String title, Turns turns) {
        var lines = new ArrayList<String>();
        lines.add(title);
        lines.add("");
        lines.add("| | sends/s | p99, ms | process, µs a send | Redis, µs a send | simulators, generator, µs a send "
                + "| processors busy | failed |");
        lines.add("|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < turns.sides().size(); i++) lines.add(row(turns, i));
        lines.add("");
        return lines;
    }

    private static String row(Turns turns, int side) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %.0f, %.0f | %.2f | %.0f |",
                turns.sides().get(side).name(),
                beside(turns, side, "%,.0f", Turn::perSecond),
                beside(turns, side, "%.1f", Turn::p99Millis),
                beside(turns, side, "%.1f", Turn::processMicros),
                beside(turns, side, "%.1f", Turn::redisMicros),
                turns.median(side, Turn::simulatorMicros),
                turns.median(side, Turn::generatorMicros),
                turns.median(side, Turn::busyCores),
                turns.failed(side));
    }

    private static String beside(Turns turns, int side, String format, ToDoubleFunction<Turn> of) {
        var value = String.format(Locale.ROOT, format, turns.median(side, of));
        boolean isYardstick = turns.sides().get(side).beside() == side;
        return isYardstick ? value : value + String.format(Locale.ROOT, " (%.2f×)", turns.ratio(side, of));
    }
}
