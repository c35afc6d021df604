package dev.opportune.templates.message;

import com.ibm.icu.text.MessagePattern;

/// The parsing of messages, which is ICU's, with faults in plain words.
final class Syntax {

    private static final String EXPECTED =
            "{name}, {n, number}, {n, plural, one {…} other {…}}, and '{' for a brace itself";
    private static final String AT = "at pattern index ";
    private static final int SHOWN = 24;

    static MessagePattern parse(String text) throws MessageException {
        try {
            return new MessagePattern(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw fault(text, String.valueOf(e.getMessage()), e);
        }
    }

    private static MessageException fault(String text, String said, RuntimeException cause) {
        if (said.contains("'other'")) {
            return new MessageException(
                    "a plural or select without other", "other {…}, for all that no form is for", cause);
        }
        if (said.contains("Unmatched")) {
            return new MessageException("a brace that nothing closes", "} for each {", cause);
        }
        return new MessageException("no message" + near(text, said), EXPECTED, cause);
    }

    /// The part of the text that ICU stopped at, if it says.
    private static String near(String text, String said) {
        int from = said.indexOf(AT);
        if (from < 0) return "";
        int index = 0;
        for (int i = from + AT.length(); i < said.length() && Character.isDigit(said.charAt(i)); i++) {
            index = 10 * index + said.charAt(i) - '0';
        }
        if (index >= text.length()) return ", at its end";
        int end = Math.min(text.length(), index + SHOWN);
        return ", from: " + text.substring(index, end) + (end < text.length() ? "…" : "");
    }

    private Syntax() {}
}
