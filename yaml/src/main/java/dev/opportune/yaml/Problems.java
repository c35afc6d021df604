package dev.opportune.yaml;

import java.util.ArrayList;
import java.util.List;

/// Gathers what is wrong with one file, so that whoever wrote it sees all of it at once.
public final class Problems {

    /// As many are listed; the rest is counted.
    public static final int MOST = 100;

    private static final int KEY_CHARACTERS = 256;
    private static final int GIVEN_CHARACTERS = 64;
    private static final int EXPLAINED_CHARACTERS = 512;

    private final List<Problem> list = new ArrayList<>();
    private final Place file;
    private int unlisted;

    /// @param file what problems call it
    public Problems(String file) {
        this.file = Place.of(file);
    }

    /// Notes one. A long key, and what does not print, are not shown as they are.
    public void add(Place place, String key, String given, String expected) {
        if (list.size() == MOST) {
            unlisted++;
            return;
        }
        list.add(new Problem(
                place,
                shortened(key, KEY_CHARACTERS),
                shortened(given, EXPLAINED_CHARACTERS),
                shortened(expected, Integer.MAX_VALUE)));
    }

    /// Notes what is wrong with the file as a whole.
    void add(String given, String expected) {
        add(file, "", given, expected);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /// In the order in which they were found; at most [#MOST], and then one that counts the rest.
    public List<Problem> list() {
        if (unlisted == 0) return List.copyOf(list);
        var all = new ArrayList<>(list);
        all.add(new Problem(file, "", "and " + unlisted + " more", ""));
        return List.copyOf(all);
    }

    Place file() {
        return file;
    }

    /// A value as a message shows it.
    static String shown(Node node) {
        return switch (node) {
            case Node.Mapping _ -> "a mapping";
            case Node.Items _ -> "a list";
            case Node.Scalar(var _, var _, var text, var _) ->
                text.isEmpty() ? "nothing" : shortened(text, GIVEN_CHARACTERS);
        };
    }

    private static String shortened(String text, int most) {
        var printable = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        if (printable.codePointCount(0, printable.length()) <= most) return printable;
        return printable.substring(0, printable.offsetByCodePoints(0, most)) + "…";
    }
}
