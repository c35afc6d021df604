package dev.opportune.gateway.page;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/// Elements of HTML or SVG, one after the other. Whatever is put into it is escaped.
final class Markup {

    private final StringBuilder written = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /// Begins an element.
    ///
    /// @param attributes names and values in turn
    @CanIgnoreReturnValue
    Markup begin(String name, Object... attributes) {
        tag(name, attributes);
        open.push(name);
        return this;
    }

    @CanIgnoreReturnValue
    Markup end() {
        written.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /// An element that has no end, as HTML's `meta`.
    @CanIgnoreReturnValue
    Markup single(String name, Object... attributes) {
        tag(name, attributes);
        written.append('\n');
        return this;
    }

    @CanIgnoreReturnValue
    Markup text(String text) {
        escape(text);
        return this;
    }

    /// An element with a text in it.
    @CanIgnoreReturnValue
    Markup element(String name, String text, Object... attributes) {
        return begin(name, attributes).text(text).end();
    }

    /// What is markup already.
    @CanIgnoreReturnValue
    Markup add(Markup other) {
        written.append(other.written);
        return this;
    }

    /// A style sheet of ours: it is put in as it is.
    @CanIgnoreReturnValue
    Markup style(String css) {
        written.append("<style>").append(css).append("</style>\n");
        return this;
    }

    private void tag(String name, Object... attributes) {
        written.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            written.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1] instanceof Double number ? decimal(number) : String.valueOf(attributes[i + 1]));
            written.append('"');
        }
        written.append('>');
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char it = text.charAt(i);
            switch (it) {
                case '&' -> written.append("&amp;");
                case '<' -> written.append("&lt;");
                case '>' -> written.append("&gt;");
                case '"' -> written.append("&quot;");
                case '\'' -> written.append("&#39;");
                // No control character may stand in a page, nor one that turns the text after it around.
                default -> written.append(Character.isISOControl(it) || isTurning(it) ? '\uFFFD' : it);
            }
        }
    }

    private static boolean isTurning(char it) {
        return (it >= '\u202A' && it <= '\u202E') || (it >= '\u2066' && it <= '\u2069');
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
