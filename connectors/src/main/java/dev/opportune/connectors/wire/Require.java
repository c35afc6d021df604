package dev.opportune.connectors.wire;

import java.time.Duration;

/// What settings have to be; errors name the setting, its value and what was expected.
public final class Require {

    private Require() {}

    public static void text(String name, String value) {
        if (value.isBlank()) throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: not blank)");
    }

    private static void characters(String name, String value, int count) {
        if (value.length() != count) {
            throw new IllegalArgumentException(name + ": \"" + value + "\" (expected: " + count + " characters)");
        }
    }

    /// An id that Apple gave: so many letters and digits.
    public static void lettersAndDigits(String name, String value, int count) {
        characters(name, value, count);
        if (!value.chars().allMatch(Require::isLetterOrDigit)) {
            throw new IllegalArgumentException(
                    name + ": \"" + value + "\" (expected: " + count + " letters and digits)");
        }
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    public static void between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    public static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
