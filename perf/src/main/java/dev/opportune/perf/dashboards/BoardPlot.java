package dev.opportune.perf.dashboards;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;

/// A dashboard as an SVG: its panels, two in a row, each with its lines, their legends and its unit.
final class BoardPlot {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 250;
    private static final int LEFT = 62;
    private static final int RIGHT = 12;
    private static final int TOP = 46;
    private static final int PLOT = 128;
    private static final int LEGEND_LINE = 13;
    private static final int MOST_LEGENDS = 8;
    private static final String[] COLOURS = {
        "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"
    };

    private final StringBuilder svg = new StringBuilder();
    private final Prometheus.Span span;
    private final List<Mark> marks;

    /// What was found for one panel.
    record Drawn(String title, String help, String unit, List<Line> lines) {}

    record Line(String legend, List<Prometheus.Point> points) {}

    private BoardPlot(Prometheus.Span span, List<Mark> marks) {
        this.span = span;
        this.marks = marks;
    }

    static String of(String title, List<Drawn> panels, Prometheus.Span span, List<Mark> marks) {
        var plot = new BoardPlot(span, marks);
        int rows = Math.ceilDiv(panels.size(), 2);
        plot.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"10\">",
                2 * WIDTH, rows * HEIGHT + 30);
        plot.add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        plot.add("<text x=\"10\" y=\"20\" font-size=\"15\">%s</text>", escaped(title));
        for (int i = 0; i < panels.size(); i++) plot.panel(i % 2 * WIDTH, 30 + i / 2 * HEIGHT, panels.get(i));
        plot.add("</svg>");
        return plot.svg.toString();
    }

    private void panel(int x, int y, Drawn panel) {
        add(
                "<text x=\"%d\" y=\"%d\" font-size=\"12\" font-weight=\"bold\">%s</text>",
                x + 10, y + 16, escaped(panel.title));
        add("<text x=\"%d\" y=\"%d\" fill=\"#666\" font-size=\"9\">%s</text>", x + 10, y + 30, escaped(panel.help));
        double least = Math.min(
                0,
                panel.lines.stream()
                        .flatMap(it -> it.points.stream())
                        .mapToDouble(Prometheus.Point::value)
                        .min()
                        .orElse(0));
        double most = panel.lines.stream()
                .flatMap(it -> it.points.stream())
                .mapToDouble(Prometheus.Point::value)
                .max()
                .orElse(0);
        if (most <= least) most = least + 1;
        for (int i = 0; i <= 2; i++) {
            double at = y + TOP + PLOT * (1 - i / 2.0);
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    x + LEFT, x + WIDTH - RIGHT, at, at);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    x + LEFT - 5, at + 3, shown(least + (most - least) * i / 2, panel.unit));
        }
        for (var mark : marks) mark(x, y, mark);
        int number = 0;
        for (var line : panel.lines) draw(x, y, line, least, most, number++);
        if (panel.lines.isEmpty()) {
            add("<text x=\"%d\" y=\"%d\" fill=\"#999\">nothing of the kind</text>", x + LEFT + 10, y + TOP + 60);
        }
    }

    private void mark(int x, int y, Mark mark) {
        double at = x + across((double) mark.at().getEpochSecond());
        add(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#bbb\" stroke-dasharray=\"3 3\"/>",
                at, at, y + TOP, y + TOP + PLOT);
        add(
                "<text x=\"%.1f\" y=\"%d\" fill=\"#888\" text-anchor=\"middle\">%s</text>",
                at, y + TOP - 2, escaped(mark.letter()));
    }

    private double across(double at) {
        return LEFT + (at - span.from()) / (span.to() - span.from()) * (WIDTH - LEFT - RIGHT);
    }

    private void draw(int x, int y, Line line, double least, double most, int number) {
        var colour = COLOURS[number % COLOURS.length];
        var path = new StringBuilder();
        double before = Double.NEGATIVE_INFINITY;
        for (var point : line.points) {
            double across = x + across(point.at());
            double up = y + TOP + PLOT * (1 - (point.value() - least) / (most - least));
            boolean gap = point.at() - before > 1.5 * span.step();
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", gap ? "M" : "L", across, up));
            before = point.at();
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.3\"/>", path, colour);
        if (number >= MOST_LEGENDS) return;
        int legendX = x + LEFT + number % 2 * 245;
        int legendY = y + TOP + PLOT + 16 + number / 2 * LEGEND_LINE;
        add("<rect x=\"%d\" y=\"%d\" width=\"8\" height=\"8\" fill=\"%s\"/>", legendX, legendY - 8, colour);
        add("<text x=\"%d\" y=\"%d\">%s</text>", legendX + 12, legendY, escaped(line.legend));
    }

    /// As Grafana would, of the units that we use.
    private static String shown(double value, String unit) {
        return switch (unit) {
            case "percentunit" -> brief(100 * value) + " %";
            case "s" -> value != 0 && Math.abs(value) < 1 ? brief(1e3 * value) + " ms" : brief(value) + " s";
            case "bytes" -> brief(value / 1e6) + " MB";
            case "Bps" -> brief(value / 1e6) + " MB/s";
            case "reqps" -> brief(value) + " /s";
            default -> brief(value);
        };
    }

    private static String brief(double value) {
        int digits = value == Math.rint(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    @FormatMethod
    private void add(String format, Object... args) {
        svg.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
