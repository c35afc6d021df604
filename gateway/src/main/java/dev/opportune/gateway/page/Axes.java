package dev.opportune.gateway.page;

import java.util.List;

/// Times from left to right, and what is counted from below to above.
///
/// @param names of the times
/// @param left where the first one begins
/// @param size how high it is, without what stands above and below
record Axes(List<String> names, int left, int size) {

    private static final int ABOVE = 12;
    private static final int BELOW = 26;
    private static final int MOST_NAMES = 8;

    double height() {
        return ABOVE + size + (double) BELOW;
    }

    double bottom() {
        return ABOVE + (double) size;
    }

    /// How wide each time is.
    double each() {
        return (Plot.WIDTH - left - 10.0) / Math.max(1, names.size());
    }

    double left(int at) {
        return left + at * each();
    }

    double middle(int at) {
        return left(at) + each() / 2;
    }

    void draw(Markup plot, String most, String half) {
        grid(plot, ABOVE, most);
        grid(plot, ABOVE + size / 2.0, half);
        grid(plot, bottom(), "0");
        int step = Math.ceilDiv(names.size(), MOST_NAMES);
        for (int i = 0; i < names.size(); i += Math.max(1, step)) {
            plot.element("text", brief(names.get(i)), "x", left(i), "y", bottom() + 18, "class", "quiet");
        }
    }

    private void grid(Markup plot, double y, String label) {
        plot.begin("line", "x1", left, "x2", Plot.WIDTH, "y1", y, "y2", y, "class", "grid")
                .end();
        plot.element("text", label, "x", left - 8, "y", y + 4, "text-anchor", "end", "class", "quiet");
    }

    /// `11-28` of a day, `11-28 13:00` of an hour.
    private static String brief(String name) {
        if (name.length() >= 16 && name.charAt(10) == 'T') return name.substring(5, 10) + ' ' + name.substring(11, 16);
        return name.length() == 10 && name.charAt(4) == '-' ? name.substring(5) : name;
    }
}
