package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/// A forest plot: how far one arm lies over another, with the interval, around a line at no difference.
final class Lifts {

    private static final int LABELS = 250;
    private static final int FIGURES = 230;
    private static final int ROW = 30;

    /// An axis does not go farther, since what matters lies near zero: whatever does ends at its edge in
    /// an arrow.
    private static final double MOST = 2;

    /// What the label of an edge needs beside the one at zero.
    private static final double APART = 60;

    private static final int MOST_NAME = 17;

    private Lifts() {}

    /// One comparison; nothing to be seen of one that is silent.
    record Lift(String a, String b, boolean isSilent, double lift, double low, double high) {

        /// @param comparison as `GET /v1/experiments/{name}` answers it
        static Lift of(JsonNode comparison) {
            return new Lift(
                    comparison.path("a").asText(),
                    comparison.path("b").asText(),
                    !comparison.has("lift") || comparison.path("silent").asBoolean(),
                    comparison.path("lift").asDouble(),
                    comparison.path("low").asDouble(),
                    comparison.path("high").asDouble());
        }

        String name() {
            return a + " over " + b;
        }

        private String label() {
            return Plot.cut(a, MOST_NAME) + " over " + Plot.cut(b, MOST_NAME);
        }

        String text() {
            return isSilent ? "too little yet" : signed(lift) + " (" + signed(low) + " to " + signed(high) + ")";
        }

        private String colour(boolean isMoreBetter) {
            if (low > 0) return isMoreBetter ? "better" : "worse";
            if (high < 0) return isMoreBetter ? "worse" : "better";
            return "open";
        }
    }

    /// @param isMoreBetter as of a goal; of a guardrail more is worse
    static Markup below(List<Lift> lifts, boolean isMoreBetter, String heard) {
        double low = edge(lifts.stream().mapToDouble(it -> -it.low).max().orElse(0));
        double high = edge(lifts.stream().mapToDouble(Lift::high).max().orElse(0));
        double bottom = lifts.size() * (double) ROW;
        var plot = Plot.begin(bottom + 20, heard);
        for (double at : new double[] {-low, 0, high}) {
            double x = x(at, low, high);
            plot.begin("line", "x1", x, "x2", x, "y1", 0, "y2", bottom, "class", at == 0 ? "zero" : "grid")
                    .end();
            if (at != 0 && Math.abs(x - x(0, low, high)) < APART) continue;
            plot.element("text", whole(at), "x", x, "y", bottom + 15, "text-anchor", "middle", "class", "quiet");
        }
        for (int row = 0; row < lifts.size(); row++) {
            row(plot, lifts.get(row), isMoreBetter, row * (double) ROW + ROW / 2.0, low, high);
        }
        return plot.end().end();
    }

    private static void row(Markup plot, Lift it, boolean isMoreBetter, double y, double low, double high) {
        var mark = "lift " + it.colour(isMoreBetter);
        plot.begin("g").element("title", it.name() + ": " + it.text());
        plot.element("text", it.label(), "x", LABELS - 10, "y", y + 4, "text-anchor", "end");
        if (!it.isSilent) {
            double from = x(Math.max(it.low, -low), low, high);
            double to = x(Math.min(it.high, high), low, high);
            plot.begin("line", "x1", from, "x2", to, "y1", y, "y2", y, "class", mark)
                    .end();
            if (it.high > high) arrow(plot, to, y, mark);
            double at = x(Math.clamp(it.lift, -low, high), low, high);
            plot.begin("circle", "cx", at, "cy", y, "r", 5, "class", mark).end();
        }
        plot.element("text", it.text(), "x", Plot.WIDTH - FIGURES + 20, "y", y + 4, "class", "quiet")
                .end();
    }

    /// It goes on beyond the axis.
    private static void arrow(Markup plot, double x, double y, String mark) {
        var shape = String.format(Locale.ROOT, "M%.1f %.1fl7 5l-7 5z", x, y - 5);
        plot.begin("path", "d", shape, "class", mark).end();
    }

    private static double edge(double most) {
        return Math.min(MOST, Plot.upTo(Math.max(0.1, most)));
    }

    private static double x(double at, double low, double high) {
        return LABELS + (Plot.WIDTH - LABELS - FIGURES) * (at + low) / (low + high);
    }

    private static String whole(double share) {
        return signed(share).replace(".0 %", " %");
    }

    /// `+20.0 %`, `−5.0 %`, `0 %`.
    static String signed(double share) {
        var text = String.format(Locale.ROOT, "%.1f %%", Math.abs(100 * share));
        if (text.equals("0.0 %")) return "0 %";
        return (share > 0 ? '+' : '−') + text;
    }
}
