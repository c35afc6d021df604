package dev.opportune.simulator.apns;

import java.util.List;
import java.util.Set;

/// The values of `apns-push-type`, and the suffixes that some of them put on the topic (Apple, "Sending notification
/// requests to APNs").
public final class PushTypes {

    private static final Set<String> KNOWN = Set.of(
            "alert",
            "background",
            "complication",
            "controls",
            "fileprovider",
            "liveactivity",
            "location",
            "mdm",
            "pushtotalk",
            "voip",
            "widgets");

    private static final List<String> SUFFIXES = List.of(
            ".complication",
            ".location-query",
            ".push-type.controls",
            ".push-type.liveactivity",
            ".push-type.widgets",
            ".pushkit.fileprovider",
            ".voip",
            ".voip-ptt");

    private PushTypes() {}

    public static boolean known(CharSequence pushType) {
        return KNOWN.contains(pushType.toString());
    }

    /// "Always use priority 5" for background; 10, 5 or 1 for the others.
    public static boolean allow(CharSequence pushType, String priority) {
        return "background".contentEquals(pushType)
                ? priority.equals("5")
                : priority.equals("10") || priority.equals("5") || priority.equals("1");
    }

    /// The bundle id that a topic belongs to.
    static String withoutSuffix(String topic) {
        for (String suffix : SUFFIXES) {
            if (topic.endsWith(suffix)) return topic.substring(0, topic.length() - suffix.length());
        }
        return topic;
    }
}
