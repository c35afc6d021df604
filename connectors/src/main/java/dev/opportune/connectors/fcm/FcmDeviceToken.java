package dev.opportune.connectors.fcm;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What may be a device token of FCM: a registration token, or an installation's id (`fid`). Firebase says nothing of
/// their form; those seen have 22 to some 250 letters, digits, `_`, `-` and `:`. They differ by case, and are taken as
/// they come.
final class FcmDeviceToken {

    /// Made-up ones of tests are short: what is shorter than this is a word.
    static final int LEAST_CHARACTERS = 6;

    static final int MOST_CHARACTERS = 4096;

    private static final String EXPECTED = " (expected: a registration token of FCM, " + LEAST_CHARACTERS + " to "
            + MOST_CHARACTERS + " letters, digits, _, - and :)";

    private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9_:-]*");

    /// Of 16 bytes and more, as device tokens of APNs are.
    private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9A-Fa-f]{2}){16,}");

    private static final Pattern UUID =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

    /// What stands for nothing in programs, and the errors of Google's own libraries that apps have registered.
    private static final Set<String> WORDS = Set.of(
            "undefined",
            "unknown",
            "devicetoken",
            "device_token",
            "blacklisted",
            "service_not_available",
            "authentication_failed",
            "account_missing",
            "invalid_sender",
            "invalid_parameters",
            "missing_instanceid_service",
            "too_many_registrations",
            "phone_registration_error",
            "internal_server_error",
            "fis_auth_error",
            "timeout");

    private static final int LONGEST_WORD =
            WORDS.stream().mapToInt(String::length).max().orElseThrow();

    private static final String APNS = "hexadecimal, most likely a device token of APNs";

    private FcmDeviceToken() {}

    /// The same text.
    ///
    /// @throws IllegalArgumentException when it is none; the message does not show it
    static String canonical(String text) {
        var what = what(text);
        if (what.isEmpty()) return text;
        throw new IllegalArgumentException(what + EXPECTED);
    }

    /// What it is in place of a device token; empty when it may be one.
    private static String what(String text) {
        if (!CHARACTERS.matcher(text).matches()) return other(text);
        if (HEXADECIMAL.matcher(text).matches()) return APNS;
        if (UUID.matcher(text).matches()) return "a UUID, as other services give their devices";
        if (text.length() < LEAST_CHARACTERS || text.length() > MOST_CHARACTERS) return text.length() + " characters";
        boolean word = text.length() <= LONGEST_WORD && WORDS.contains(text.toLowerCase(Locale.ROOT));
        return word ? "a word that stands for no device token" : "";
    }

    private static String other(String text) {
        if (text.contains("PushToken[")) return "a push token of Expo";
        boolean dressed = HEXADECIMAL.matcher(text.replaceAll("[<> ]", "")).matches();
        return dressed ? APNS : "has a character that no device token of FCM has";
    }
}
