package dev.opportune.connectors.apns;

import java.util.regex.Pattern;

/// `apns-topic`: the app's bundle id, to which Apple adds suffixes such as `.voip`. "The bundle ID string must contain
/// only alphanumeric characters (A–Z, a–z, and 0–9), hyphens (-), and periods (.)" (Apple, "CFBundleIdentifier").
final class Topic {

    private static final Pattern BUNDLE_ID = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    private Topic() {}

    static void require(String topic) {
        if (!BUNDLE_ID.matcher(topic).matches()) {
            throw new IllegalArgumentException(
                    "topic: \"" + topic
                            + "\" (expected: the app's bundle id, such as com.example.shop: letters, digits, hyphens and dots)");
        }
    }
}
