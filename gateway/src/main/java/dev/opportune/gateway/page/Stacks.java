package dev.opportune.gateway.page;

import java.util.List;

/// Bars of parts: one below the other for names, one beside the other for times.
final class Stacks {

    private static final int LABELS = 200;
    private static final int FIGURES = 90;
    private static final int ROW = 26;
    private static final int HEIGHT = 220;
    private static final int AXIS = 60;

    private Stacks() {}

    /// One bar.
    ///
    /// @param parts as many as there are names of them
    record Bar(String name, List<Long> parts) {
        long sum() {
            return parts.stream().mapToLong(part -> Math.max(0, part)).sum();
        }

        String heard(List<String> names) {
            var text = new StringBuilder(name).append(": ");
            for (int i = 0; i < parts.size(); i++) {
                if (i > 0) text.append(", ");
                text.append(Plot.count(parts.get(i))).append(' ').append(names.get(i));
            }
            return text.toString();
        }
    }

    /// @param names of the parts
    static Markup below(List<Bar> bars, List<String> names, String heard) {
        double most = Math.max(1, bars.stream().mapToDouble(Bar::sum).max().orElse(1));
        double wide = Plot.WIDTH - LABELS - FIGURES;
        var plot = Plot.begin(bars.size() * (double) ROW, heard);
        for (int row = 0; row < bars.size(); row++) {
            var bar = bars.get(row);
            double top = row * (double) ROW;
            plot.begin("g").element("title", bar.heard(names));
            plot.element("text", Plot.cut(bar.name), "x", LABELS - 10, "y", top + 17, "text-anchor", "end");
            double x = LABELS;
            for (int i = 0; i < bar.parts.size(); i++) {
                double width = wide * Math.max(0, bar.parts.get(i)) / most;
                if (width > 0) rect(plot, x, top + 5, gap(width), ROW - 10.0, i);
                x += width;
            }
            plot.element("text", Plot.count(bar.sum()), "x", x + 6, "y", top + 17, "class", "quiet")
                    .end();
        }
        return plot.end().end().add(Plot.legend(names));
    }

    static Markup beside(List<Bar> bars, List<String> names, String heard) {
        double most = Plot.upTo(bars.stream().mapToDouble(Bar::sum).max().orElse(1));
        var axes = new Axes(bars.stream().map(Bar::name).toList(), AXIS, HEIGHT);
        var plot = Plot.begin(axes.height(), heard);
        axes.draw(plot, Plot.count(Math.round(most)), Plot.count(Math.round(most / 2)));
        double each = axes.each();
        for (int column = 0; column < bars.size(); column++) {
            var bar = bars.get(column);
            plot.begin("g").element("title", bar.heard(names));
            double y = axes.bottom();
            for (int i = 0; i < bar.parts.size(); i++) {
                double height = HEIGHT * Math.max(0, bar.parts.get(i)) / most;
                y -= height;
                if (height > 0) rect(plot, axes.left(column), y, gap(Math.min(each, 40)), gap(height), i);
            }
            plot.end();
        }
        return plot.end().end().add(Plot.legend(names));
    }

    /// Parts stand apart, unless they are thin.
    private static double gap(double size) {
        return size > 4 ? size - 1.5 : size;
    }

    private static void rect(Markup plot, double x, double y, double width, double height, int series) {
        plot.begin("rect", "x", x, "y", y, "width", width, "height", height, "class", Plot.colour(series))
                .end();
    }
}
