package dev.opportune.gateway.page;

import java.util.List;
import java.util.Locale;

/// What all plots have in common: a frame of the same width, a title that readers hear, a legend, labels that fit.
final class Plot {

    static final int WIDTH = 920;
    static final int MOST_LABEL = 30;

    private Plot() {}

    /// Begins a figure and its SVG; end both.
    ///
    /// @param heard what is to be seen, in a sentence, for those who do not see it
    static Markup begin(double height, String heard) {
        return new Markup()
                .begin("figure")
                .begin("svg", "viewBox", "0 0 " + WIDTH + ' ' + Math.round(height), "role", "img", "aria-label", heard);
    }

    static Markup legend(List<String> names) {
        var legend = new Markup().begin("ul", "class", "legend");
        for (int i = 0; i < names.size(); i++) {
            legend.begin("li").begin("svg", "viewBox", "0 0 10 10", "aria-hidden", "true");
            legend.begin("rect", "width", 10, "height", 10, "rx", 2, "class", colour(i))
                    .end();
            legend.end().text(names.get(i)).end();
        }
        return legend.end();
    }

    static String colour(int series) {
        return "c" + series;
    }

    static String cut(String label) {
        return cut(label, MOST_LABEL);
    }

    static String cut(String label, int most) {
        if (label.codePointCount(0, label.length()) <= most) return label;
        return label.substring(0, label.offsetByCodePoints(0, most - 1)) + '…';
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        if (share == 0) return "0 %";
        return String.format(Locale.ROOT, share < 0.0995 ? "%.2f %%" : "%.1f %%", 100 * share);
    }

    /// The least of 1, 2 and 5 times a power of ten that is not less: where an axis ends.
    static double upTo(double most) {
        if (most <= 0) return 1;
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double times : new double[] {1, 2, 5}) if (most <= times * power * (1 + 1e-9)) return times * power;
        return 10 * power;
    }
}
