package dev.opportune.connectors.apns;

import java.util.Locale;
import java.util.regex.Pattern;

/// What is a device token of APNs: hexadecimal, and one phone whatever the case of its letters. "APNs device tokens are
/// of variable length. Do not hard-code their size" (Apple, `didRegisterForRemoteNotificationsWithDeviceToken`), so the
/// bounds are far from today's 32 bytes.
final class ApnsDeviceToken {

    static final int LEAST_BYTES = 16;
    static final int MOST_BYTES = 100;

    private static final String EXPECTED = " (expected: a device token of APNs, " + 2 * LEAST_BYTES + " to "
            + 2 * MOST_BYTES + " hexadecimal digits, an even number of them)";

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]*");

    private ApnsDeviceToken() {}

    /// In lower case, without the `<>` and the blanks that `NSData` once put around and between the digits.
    ///
    /// @throws IllegalArgumentException when it is none; the message does not show it
    static String canonical(String text) {
        var digits = bare(text).toLowerCase(Locale.ROOT);
        if (!HEXADECIMAL.matcher(digits).matches()) throw none(what(text));
        if (digits.length() % 2 != 0) throw none(digits.length() + " digits, an odd number");
        if (digits.length() < 2 * LEAST_BYTES || digits.length() > 2 * MOST_BYTES) {
            throw none(digits.length() + " digits");
        }
        return digits;
    }

    private static String bare(String text) {
        var within = text.strip();
        boolean dressed = within.startsWith("<") && within.endsWith(">");
        return (dressed ? within.substring(1, within.length() - 1) : within).replace(" ", "");
    }

    /// What apps are known to send in place of one.
    private static String what(String text) {
        if (text.contains("bytes") && text.contains("0x")) {
            return "the description that NSData has since iOS 13, which leaves bytes out";
        }
        if (text.contains("PushToken[")) return "a push token of Expo";
        if (text.contains(":APA91")) return "a registration token of FCM";
        return "not hexadecimal";
    }

    private static IllegalArgumentException none(String what) {
        return new IllegalArgumentException(what + EXPECTED);
    }
}
