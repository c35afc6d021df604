package dev.opportune.templates;

import java.util.Comparator;

/// Which of two versions is newer: numbers in them count as numbers, so that 10 comes after 9.
final class Versions {

    static final Comparator<String> OLDEST_FIRST =
            ((Comparator<String>) Versions::compare).thenComparing(Comparator.naturalOrder());

    private static int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endOfOne = endOfDigits(one, i);
            int endOfOther = endOfDigits(other, j);
            if (endOfOne > i && endOfOther > j) {
                int order = compareDigits(one.substring(i, endOfOne), other.substring(j, endOfOther));
                if (order != 0) return order;
                i = endOfOne;
                j = endOfOther;
            } else if (one.charAt(i) != other.charAt(j)) {
                return Character.compare(one.charAt(i), other.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        return Integer.compare(one.length() - i, other.length() - j);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
        return end;
    }

    private static int compareDigits(String one, String other) {
        var a = withoutZeros(one);
        var b = withoutZeros(other);
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }

    private static String withoutZeros(String digits) {
        int i = 0;
        while (i < digits.length() - 1 && digits.charAt(i) == '0') i++;
        return digits.substring(i);
    }

    private Versions() {}
}
