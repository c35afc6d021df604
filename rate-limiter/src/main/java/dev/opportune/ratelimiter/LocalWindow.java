package dev.opportune.ratelimiter;

import java.util.regex.Pattern;

/// A daily window of the wall clock, in minutes of the day: start included, end excluded. It crosses midnight when it
/// ends before it starts. `00:00-24:00` is the whole day.
public record LocalWindow(int startMinute, int endMinute) {

    private static final int DAY = 24 * 60;
    private static final Pattern TEXT =
            Pattern.compile("([01]\\d|2[0-3]):([0-5]\\d)-(?:([01]\\d|2[0-3]):([0-5]\\d)|(24:00))");

    public LocalWindow {
        if (startMinute < 0 || startMinute >= DAY) {
            throw new IllegalArgumentException("start: minute " + startMinute + " (expected: 0 to 1439)");
        }
        if (endMinute < 0 || endMinute > DAY || endMinute == startMinute) {
            throw new IllegalArgumentException(
                    "end: minute " + endMinute + " (expected: 0 to 1440, other than the start)");
        }
    }

    /// Reads `22:00-08:00`.
    public static LocalWindow parse(String text) {
        var m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException('"' + text + "\" (expected: a window such as \"22:00-08:00\")");
        }
        int start = Integer.parseInt(m.group(1)) * 60 + Integer.parseInt(m.group(2));
        int end = m.group(5) != null ? DAY : Integer.parseInt(m.group(3)) * 60 + Integer.parseInt(m.group(4));
        if (start == end) {
            throw new IllegalArgumentException('"' + text + "\" is empty (expected: an end other than the start)");
        }
        return new LocalWindow(start, end);
    }

    @Override
    public String toString() {
        return "%02d:%02d-%02d:%02d".formatted(startMinute / 60, startMinute % 60, endMinute / 60, endMinute % 60);
    }
}
