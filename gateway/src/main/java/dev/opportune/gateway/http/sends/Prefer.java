package dev.opportune.gateway.http.sends;

import java.util.List;
import java.util.Locale;

/// What a caller would rather have, by RFC 7240: it may ask for anything, and what is not known here is passed over.
final class Prefer {

    static final String APPLIED = "Preference-Applied";
    static final String MINIMAL = "return=minimal";

    private Prefer() {}

    /// Whether the headers ask for no more than what is not as hoped for. Of two words the first counts.
    static boolean minimal(List<String> headers) {
        for (String header : headers) {
            for (String preference : header.split(",", -1)) {
                String word = preference
                        .replaceFirst(";.*", "")
                        .replaceAll("[\\s\"]", "")
                        .toLowerCase(Locale.ROOT);
                if (word.startsWith("return=")) return word.equals(MINIMAL);
            }
        }
        return false;
    }
}
