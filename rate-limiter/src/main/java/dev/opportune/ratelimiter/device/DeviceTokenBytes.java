package dev.opportune.ratelimiter.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A device token in fewer bytes: the scripts compare and keep these, and only Java reads them. The same text gives the
/// same bytes, and others give others.
///
/// APNs' are hexadecimal (Apple, "Registering your app with APNs"): half of it. FCM's are in the alphabet of base64url
/// with one colon after the installation's id: three quarters. What is neither stays text. The first byte tells which.
public final class DeviceTokenBytes {

    private static final byte TEXT = 0;
    private static final byte HEX = 1;

    /// And how many characters were added for whole groups of four: 0 to 3. The next byte is the colon's place, plus
    /// one.
    private static final byte BASE64 = 2;

    private static final int GROUP = 4;
    private static final char FILLER = 'A';
    private static final int MAX_COLON = 254;

    private static final HexFormat LOWER = HexFormat.of();
    private static final int SHORTEST_HEX = 8;

    private DeviceTokenBytes() {}

    public static byte[] pack(String deviceToken) {
        if (isHexadecimal(deviceToken)) return hexadecimal(deviceToken);
        int colon = deviceToken.indexOf(':');
        boolean shorter = deviceToken.length() > 2 * GROUP;
        if (!shorter || colon > MAX_COLON || !isBase64(deviceToken, colon)) {
            return prefixed(deviceToken.getBytes(UTF_8), TEXT);
        }
        var text = deviceToken.replace(":", "");
        int fill = -text.length() & (GROUP - 1);
        byte[] decoded =
                Base64.getUrlDecoder().decode(text + String.valueOf(FILLER).repeat(fill));
        return prefixed(decoded, (byte) (BASE64 + fill), (byte) (colon + 1));
    }

    public static String unpack(byte[] packed) {
        return switch (packed[0]) {
            case TEXT -> new String(packed, 1, packed.length - 1, UTF_8);
            case HEX -> LOWER.formatHex(packed, 1, packed.length);
            default -> {
                var filled = Base64.getUrlEncoder().encodeToString(Arrays.copyOfRange(packed, 2, packed.length));
                var text = filled.substring(0, filled.length() - (packed[0] - BASE64));
                int colon = Byte.toUnsignedInt(packed[1]) - 1;
                yield colon < 0 ? text : text.substring(0, colon) + ':' + text.substring(colon);
            }
        };
    }

    private static boolean isHexadecimal(String text) {
        if (text.length() < SHORTEST_HEX || text.length() % 2 != 0) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return false;
        }
        return true;
    }

    private static byte[] hexadecimal(String text) {
        var bytes = new byte[1 + text.length() / 2];
        bytes[0] = HEX;
        for (int i = 1; i < bytes.length; i++) bytes[i] = (byte) HexFormat.fromHexDigits(text, 2 * i - 2, 2 * i);
        return bytes;
    }

    /// @param colon the first one's place; -1: there is none
    private static boolean isBase64(String text, int colon) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            boolean isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!isDigit && !isLetter && c != '_' && c != '-' && i != colon) return false;
        }
        return true;
    }

    private static byte[] prefixed(byte[] bytes, byte... prefix) {
        var all = Arrays.copyOf(prefix, prefix.length + bytes.length);
        System.arraycopy(bytes, 0, all, prefix.length, bytes.length);
        return all;
    }
}
