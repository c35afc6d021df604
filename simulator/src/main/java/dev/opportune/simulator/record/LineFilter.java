package dev.opportune.simulator.record;

import org.jspecify.annotations.Nullable;

/// Whether a line of the record matches a query; parses only lines that may.
final class LineFilter {

    private static final String SEQUENCE = "{\"sequence\":";

    private final PushQuery query;

    LineFilter(PushQuery query) {
        this.query = query;
    }

    boolean matches(String line) {
        if (sequence(line) <= query.after() || !mayHold(line, query.deviceToken()) || !mayHold(line, query.sendId())) {
            return false;
        }
        if (query.deviceToken() == null && query.sendId() == null) return true;
        Push push = PushJson.push(line);
        return (query.deviceToken() == null || query.deviceToken().equals(push.deviceToken()))
                && (query.sendId() == null || query.sendId().equals(PushJson.sendId(push)));
    }

    /// A text that JSON writes escaped may hide in any line; others stand there as they are.
    private static boolean mayHold(String line, @Nullable String text) {
        return text == null || !text.chars().allMatch(LineFilter::plain) || line.contains(text);
    }

    private static boolean plain(int c) {
        return (Character.isLetterOrDigit(c) && c < 128) || c == '-' || c == '_' || c == '.' || c == ':';
    }

    private static long sequence(String line) {
        int end = line.indexOf(',', SEQUENCE.length());
        return Long.parseLong(line, SEQUENCE.length(), end, 10);
    }
}
