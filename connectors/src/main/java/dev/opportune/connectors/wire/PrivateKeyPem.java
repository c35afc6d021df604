package dev.opportune.connectors.wire;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A private key as Apple and Google hand it out: PKCS#8, without a passphrase, in PEM (RFC 7468). What is wrong with a
/// text is said as the rest of a sentence about it, which quotes nothing of it.
public final class PrivateKeyPem {

    /// The text holds no private key of that form.
    public static final class WrongKeyException extends Exception {

        private static final long serialVersionUID = 1L;

        /// @param what the rest of a sentence that begins with the key, such as "is empty"
        public WrongKeyException(String what) {
            super(what);
        }

        /// The rest of the sentence.
        public String what() {
            return String.valueOf(getMessage());
        }
    }

    private static final String LABEL = "PRIVATE KEY";
    private static final String END = "-----END " + LABEL + "-----";
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "RSASSA-PSS", "EdDSA", "XDH", "DSA");

    private static final int SEQUENCE = 0x30;
    private static final String CONVERT =
            " (expected: PKCS#8, as `openssl pkcs8 -topk8 -nocrypt` makes it of this one)";

    private PrivateKeyPem() {}

    /// The first private key of the text.
    public static PrivateKey read(String text) throws WrongKeyException {
        if (text.isBlank()) throw new WrongKeyException("is empty");
        if (text.contains("\\n")) {
            throw new WrongKeyException("has its line breaks escaped once too often, as \\n (expected: line breaks)");
        }
        byte[] der = base64(block(text));
        if (!isWholeSequence(der)) throw new WrongKeyException("is damaged or cut short (expected: all of its lines)");
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = ofKind(algorithm, der);
            if (key != null) return key;
        }
        throw new WrongKeyException("is damaged, or of a kind that is not known here");
    }

    private static @Nullable PrivateKey ofKind(String algorithm, byte[] der) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            return null; // it may be of another kind
        }
    }

    private static String block(String text) throws WrongKeyException {
        String first = "-----BEGIN " + LABEL + "-----";
        int begin = text.indexOf(first);
        if (begin < 0) throw new WrongKeyException(insteadOfKey(text));
        int end = text.indexOf(END, begin);
        if (end < 0) throw new WrongKeyException("is cut short: the line " + END + " is missing");
        return text.substring(begin + first.length(), end);
    }

    private static String insteadOfKey(String text) {
        var label = BEGIN.matcher(text);
        if (!label.find()) return "has no line -----BEGIN " + LABEL + "-----";
        return switch (label.group(1)) {
            case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE" ->
                "is a certificate (expected: the private key)";
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
                "is a certificate request (expected: the private key)";
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> "is a public key (expected: the private key)";
            case "ENCRYPTED PRIVATE KEY" -> "is encrypted with a passphrase (expected: without)";
            case "RSA PRIVATE KEY" -> "is in the older form PKCS#1" + CONVERT;
            case "EC PRIVATE KEY", "EC PARAMETERS" -> "is in the older form SEC1" + CONVERT;
            case "OPENSSH PRIVATE KEY" -> "is a key for SSH (expected: PKCS#8)";
            default -> "is no private key in PKCS#8";
        };
    }

    private static byte[] base64(String lines) throws WrongKeyException {
        try {
            return Base64.getDecoder().decode(lines.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new WrongKeyException("is damaged: between its first and last line is no base64");
        }
    }

    /// Whether it is one DER sequence from its first byte to its last: one that was cut short is not.
    private static boolean isWholeSequence(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE) return false;
        int first = der[1] & 0xff;
        if (first < 0x80) return der.length == 2 + first;
        int bytes = first & 0x7f;
        if (bytes < 1 || bytes > 3 || der.length < 2 + bytes) return false;
        int length = 0;
        for (int i = 0; i < bytes; i++) length = (length << 8) | (der[2 + i] & 0xff);
        return der.length == 2 + bytes + length;
    }
}
