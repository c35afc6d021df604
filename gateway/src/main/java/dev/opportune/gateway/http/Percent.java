package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Quoted;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding (RFC 3986, section 2.1), strictly.
final class Percent {

    private Percent() {}

    /// Decodes one path segment, or one name or value of a query. Throws a [CallerMistake].
    static String decode(String text) {
        if (isPlain(text)) return text;
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c <= ' ' || c >= 0x7f) throw malformed(text);
                bytes.write(c);
                continue;
            }
            int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : hex(text.charAt(i + 2));
            if (low < 0) throw malformed(text);
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    private static CallerMistake malformed(String text) {
        return new CallerMistake(Quoted.of(text) + " in the address (expected: percent-encoded UTF-8)");
    }

    private static int hex(char c) {
        return HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : -1;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '%') return false;
        }
        return true;
    }
}
