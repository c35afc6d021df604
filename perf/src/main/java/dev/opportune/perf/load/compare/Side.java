package dev.opportune.perf.load.compare;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// One of those that are compared.
///
/// @param process whose time it takes
/// @param redis the processes of its Redis, with `+` between
/// @param device `iphone` or `android`
/// @param beside the number of the side that its figures are divided by
record Side(String name, URI url, String process, String redis, String device, String category, int beside) {

    private static final int FIELDS = 7;

    /// @param text their fields with commas between, and semicolons between them
    static List<Side> parse(String text) {
        return Arrays.stream(text.split(";", -1)).map(Side::one).toList();
    }

    private static Side one(String text) {
        var field = text.split(",", -1);
        if (field.length != FIELDS) throw new IllegalArgumentException("side: " + text + " (expected: 7 fields)");
        return new Side(
                field[0], URI.create(field[1]), field[2], field[3], field[4], field[5], Integer.parseInt(field[6]));
    }
}
