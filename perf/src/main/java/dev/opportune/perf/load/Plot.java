package dev.opportune.perf.load;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A run as an SVG: for each second what was due, what was decided, and the p50 and p99 of it.
final class Plot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 150;
    private static final int LEFT = 60;
    private static final int TOP = 30;
    private static final int GAP = 50;

    private final StringBuilder svg = new StringBuilder();

    private record Second(double due, double good, double p50, double p99) {}

    private Plot() {}

    static String of(String name, Tally tally, List<Phase> phases) {
        double end =
                tally.all().stream().mapToDouble(Tally.One::dueSeconds).max().orElse(0);
        double begin =
                tally.all().stream().mapToDouble(Tally.One::dueSeconds).min().orElse(0);
        var seconds = new ArrayList<Second>();
        for (double at = begin; at <= end; at++) {
            double from = at;
            var due = tally.times(it -> it.dueSeconds() >= from && it.dueSeconds() < from + 1);
            long good = tally.count(it -> it.dueSeconds() >= from && it.dueSeconds() < from + 1 && it.isGood());
            seconds.add(new Second(
                    due.getTotalCount(), good, due.getValueAtPercentile(50) / 1e3, due.getValueAtPercentile(99) / 1e3));
        }
        var plot = new Plot();
        plot.draw(
                name + ": "
                        + String.join(
                                ", ",
                                phases.stream().map(Phase::name).distinct().toList()),
                seconds);
        return plot.svg.toString();
    }

    private void draw(String title, List<Second> seconds) {
        int height = TOP + 2 * (HEIGHT + GAP);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">",
                WIDTH + LEFT + 20, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add("<text x=\"%d\" y=\"16\" font-size=\"13\">%s</text>", LEFT, title);
        chart(TOP, "a second", seconds, Second::due, "due", Second::good, "decided");
        chart(TOP + HEIGHT + GAP, "ms", seconds, Second::p99, "p99", Second::p50, "p50");
        add("</svg>");
    }

    private void chart(
            int top,
            String unit,
            List<Second> seconds,
            ToDoubleFunction<Second> one,
            String oneName,
            ToDoubleFunction<Second> other,
            String otherName) {
        double most = Math.max(1, seconds.stream().mapToDouble(one).max().orElse(1));
        add("<path d=\"M%d %dv%dh%d\" fill=\"none\" stroke=\"#888\"/>", LEFT, top, HEIGHT, WIDTH);
        add("<text x=\"4\" y=\"%d\">%,.0f %s</text>", top + 8, most, unit);
        add("<text x=\"%d\" y=\"%d\">%d s</text>", LEFT + WIDTH - 20, top + HEIGHT + 14, seconds.size());
        line(top, most, seconds, one, "#c33");
        line(top, most, seconds, other, "#36c");
        add("<text x=\"%d\" y=\"%d\" fill=\"#c33\">%s</text>", LEFT + 8, top + HEIGHT + 14, oneName);
        add("<text x=\"%d\" y=\"%d\" fill=\"#36c\">%s</text>", LEFT + 60, top + HEIGHT + 14, otherName);
    }

    private void line(int top, double most, List<Second> seconds, ToDoubleFunction<Second> of, String colour) {
        var points = new StringBuilder();
        for (int i = 0; i < seconds.size(); i++) {
            double x = LEFT + (double) WIDTH * i / Math.max(1, seconds.size() - 1);
            double y = top + HEIGHT - HEIGHT * of.applyAsDouble(seconds.get(i)) / most;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                points.toString().strip(), colour);
    }

    @FormatMethod
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
