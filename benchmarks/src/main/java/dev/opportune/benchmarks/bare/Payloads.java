package dev.opportune.benchmarks.bare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushContent.Action;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.fcm.message.FcmBody;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// What a gateway writes for the sends of `perf/run compare`, ready but for the send's id and the device token.
final class Payloads {

    private static final String ID = "THE-ID";
    private static final String DEVICE = "THE-DEVICE";
    private static final String TITLE = "Raincoats, one hour only";
    private static final String BODY = "30 % off while it pours, in your shop around the corner";
    private static final String LINK = "shop://sale/raincoats";
    private static final String LABEL = "Shop now";
    private static final String REF = "7";

    private static final String APNS_HEAD = "{\"aps\":{\"alert\":{\"title\":\"" + TITLE + "\",\"body\":\"" + BODY
            + "\"},\"sound\":\"default\"},\"opportune\":{\"send_id\":\"";
    private static final String APNS_TAIL =
            "\",\"ref\":\"" + REF + "\"},\"link\":\"" + LINK + "\",\"label\":\"" + LABEL + "\"}";

    /// By turns what is always the same, and the device token or the id.
    private static final String[] FCM =
            fcmWhole().split("(?<=" + ID + "|" + DEVICE + ")|(?=" + ID + "|" + DEVICE + ")");

    private Payloads() {}

    static String apns(String id) {
        return APNS_HEAD + id + APNS_TAIL;
    }

    static String fcm(String user, String id) {
        var body = new StringBuilder(1_500);
        for (var part : FCM) {
            switch (part) {
                case ID -> body.append(id);
                case DEVICE -> body.append("and-").append(user);
                default -> body.append(part);
            }
        }
        return body.toString();
    }

    private static String fcmWhole() {
        var content = new PushContent.Notification(
                TITLE, BODY, null, null, new Action(LABEL, LINK), null, "default", null, Map.of(), null, null);
        var now = Instant.now();
        var message = new PushMessage(
                ID, DEVICE, content, REF, null, now.plus(Duration.ofHours(6)), Urgency.HIGH, Standing.PROVEN);
        return new String(new FcmBody(FcmSettings.DEFAULT_PLATFORMS).write(message, now), UTF_8);
    }
}
