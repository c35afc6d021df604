package dev.opportune.gateway.page;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Rates with their intervals: one below the other for names, as a curve in its band for times.
final class Shares {

    private static final int LABELS = 200;
    private static final int FIGURES = 190;
    private static final int ROW = 26;
    private static final int HEIGHT = 160;
    private static final int AXIS = 60;

    private Shares() {}

    /// A rate; null where there is none to be shown.
    record Share(String name, @Nullable Interval interval) {
        String heard() {
            return name + ": " + (interval == null ? "no rate" : interval.text());
        }
    }

    record Interval(double rate, double low, double high) {
        String text() {
            return String.format(
                    Locale.ROOT, "%s (%s to %s)", Plot.percent(rate), Plot.percent(low), Plot.percent(high));
        }
    }

    static double most(List<Share> shares) {
        return Math.min(
                1,
                Plot.upTo(shares.stream()
                        .mapToDouble(it -> it.interval == null ? 0 : it.interval.high)
                        .max()
                        .orElse(1)));
    }

    static Markup below(List<Share> shares, String heard) {
        double most = most(shares);
        double wide = Plot.WIDTH - LABELS - FIGURES;
        double bottom = shares.size() * (double) ROW;
        var plot = Plot.begin(bottom + 20, heard);
        for (int i = 0; i <= 2; i++) {
            double x = LABELS + wide * i / 2;
            plot.begin("line", "x1", x, "x2", x, "y1", 0, "y2", bottom, "class", "grid")
                    .end();
            plot.element(
                    "text",
                    Plot.percent(most * i / 2),
                    "x",
                    x,
                    "y",
                    bottom + 15,
                    "text-anchor",
                    "middle",
                    "class",
                    "quiet");
        }
        for (int row = 0; row < shares.size(); row++) {
            var share = shares.get(row);
            double y = row * (double) ROW + ROW / 2.0;
            plot.begin("g").element("title", share.heard());
            plot.element("text", Plot.cut(share.name), "x", LABELS - 10, "y", y + 4, "text-anchor", "end");
            var it = share.interval;
            if (it != null) {
                double from = LABELS + wide * it.low / most;
                double to = LABELS + wide * it.high / most;
                plot.begin("line", "x1", from, "x2", to, "y1", y, "y2", y, "class", "of")
                        .end();
                dot(plot, LABELS + wide * it.rate / most, y);
            }
            var text = it == null ? "no rate" : it.text();
            plot.element("text", text, "x", Plot.WIDTH - FIGURES + 14, "y", y + 4, "class", "quiet")
                    .end();
        }
        return plot.end().end();
    }

    static Markup beside(List<Share> shares, String heard) {
        double most = most(shares);
        var axes = new Axes(shares.stream().map(Share::name).toList(), AXIS, HEIGHT);
        var plot = Plot.begin(axes.height(), heard);
        axes.draw(plot, Plot.percent(most), Plot.percent(most / 2));
        for (int from = 0; from < shares.size(); from++) {
            int to = from;
            while (to < shares.size() && shares.get(to).interval != null) to++;
            if (to > from) curve(plot, axes, shares, from, to, most);
            from = to;
        }
        for (int i = 0; i < shares.size(); i++) {
            var it = shares.get(i).interval;
            if (it == null) continue;
            plot.begin("g").element("title", shares.get(i).heard());
            if (axes.each() > 12) dot(plot, axes.middle(i), y(axes, it.rate, most));
            plot.begin(
                            "rect",
                            "x",
                            axes.left(i),
                            "y",
                            0,
                            "width",
                            axes.each(),
                            "height",
                            axes.bottom(),
                            "fill",
                            "transparent")
                    .end()
                    .end();
        }
        return plot.end().end();
    }

    /// Those from one to another have rates.
    private static void curve(Markup plot, Axes axes, List<Share> shares, int from, int to, double most) {
        var upper = new StringBuilder();
        var middle = new StringBuilder();
        var lower = new StringBuilder();
        for (int i = from; i < to; i++) {
            var it = shares.get(i).interval;
            if (it == null) continue;
            double x = axes.middle(i);
            upper.append(point(x, y(axes, it.high, most)));
            middle.append(point(x, y(axes, it.rate, most)));
            lower.insert(0, point(x, y(axes, it.low, most)));
        }
        plot.begin("polygon", "points", upper.toString() + lower, "class", "band")
                .end();
        plot.begin("polyline", "points", middle, "class", "curve").end();
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    private static double y(Axes axes, double share, double most) {
        return axes.bottom() - HEIGHT * share / most;
    }

    private static void dot(Markup plot, double x, double y) {
        plot.begin("circle", "cx", x, "cy", y, "r", 5, "class", "dot").end();
    }
}
