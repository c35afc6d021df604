package dev.opportune.templates.message;

import org.jspecify.annotations.Nullable;

/// A text is no message, in words for whoever wrote it.
public final class MessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String given;
    private final String expected;

    MessageException(String given, String expected) {
        this(given, expected, null);
    }

    MessageException(String given, String expected, @Nullable Throwable cause) {
        super(given + " (expected: " + expected + ")", cause);
        this.given = given;
        this.expected = expected;
    }

    public String given() {
        return given;
    }

    public String expected() {
        return expected;
    }
}
