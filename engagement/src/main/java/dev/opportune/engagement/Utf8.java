package dev.opportune.engagement;

import static java.nio.charset.StandardCharsets.UTF_8;

/// How long a text is in UTF-8.
final class Utf8 {

    static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    private Utf8() {}
}
