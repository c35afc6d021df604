package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.apns.PushTypes;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What the blocks for iPhones and browsers must look like: headers that Apple takes ("Sending notification requests to
/// APNs") and that RFC 8030 has, an `aps`, https for links, and no more bytes than a device of that kind may get.
final class PlatformRules {

    private static final Pattern EPOCH_SECOND = Pattern.compile("\\d{1,10}");
    private static final Pattern TTL = Pattern.compile("\\d{1,7}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Set<String> URGENCIES = Set.of("very-low", "low", "normal", "high");
    private static final int LONGEST_COLLAPSE_ID_BYTES = 64;

    private final List<FieldViolation> violations;
    private final JsonNode message;

    private PlatformRules(JsonNode message, List<FieldViolation> violations) {
        this.message = message;
        this.violations = violations;
    }

    static void check(JsonNode message, List<FieldViolation> violations) {
        var rules = new PlatformRules(message, violations);
        rules.checkAndroid(message.at("/android/notification"));
        if (message.has("apns")) rules.checkApns(message.path("apns"));
        if (message.has("webpush")) rules.checkWebpush(message.path("webpush"));
    }

    private void checkAndroid(JsonNode notification) {
        needsKey("message.android.notification", notification, "title_loc_args", "title_loc_key");
        needsKey("message.android.notification", notification, "body_loc_args", "body_loc_key");
    }

    private void checkApns(JsonNode apns) {
        JsonNode headers = apns.path("headers");
        String pushType = headers.path("apns-push-type").asText("alert");
        String field = "message.apns.headers";
        header(field, headers, "apns-expiration", EPOCH_SECOND.asMatchPredicate());
        header(field, headers, "apns-push-type", PushTypes::known);
        header(field, headers, "apns-priority", priority -> PushTypes.allow(pushType, priority));
        header(field, headers, "apns-collapse-id", id -> utf8(id) <= LONGEST_COLLAPSE_ID_BYTES);
        if (pushType.equals("background") && !headers.has("apns-priority")) violate(field, "BadPriority");
        JsonNode payload = apns.path("payload");
        JsonNode aps = payload.path("aps");
        if (payload.isObject() && !aps.isObject()) violate("message.apns.payload", "aps is required");
        JsonNode alert = aps.path("alert");
        needsKey("message.apns.payload.aps.alert", alert, "title-loc-args", "title-loc-key");
        needsKey("message.apns.payload.aps.alert", alert, "loc-args", "loc-key");
        // "If present, it overrides Notification.title and Notification.body."
        long shown = alert.isMissingNode() ? bytes(message.path("notification")) : 0;
        atMost(
                "APNs payload",
                shown + bytes(message.path("data")) + (payload.isObject() ? utf8(payload.toString()) : 0));
    }

    private void checkWebpush(JsonNode webpush) {
        JsonNode headers = webpush.path("headers");
        String field = "message.webpush.headers";
        header(
                field,
                headers,
                "TTL",
                ttl -> TTL.matcher(ttl).matches() && Long.parseLong(ttl) <= MessageRules.LONGEST_TTL_SECONDS);
        header(field, headers, "Urgency", URGENCIES::contains);
        header(field, headers, "Topic", TOPIC.asMatchPredicate());
        JsonNode link = webpush.at("/fcm_options/link");
        if (!link.isMissingNode() && !isHttps(link.asText())) {
            violate("message.webpush.fcm_options.link", "For all URL values, HTTPS is required");
        }
        atMost(
                "Web push message",
                bytes(message.path("notification"))
                        + bytes(message.path("data"))
                        + bytes(webpush.path("data"))
                        + bytes(webpush.path("notification"))
                        + bytes(webpush.path("fcm_options")));
    }

    private static boolean isHttps(String link) {
        try {
            var url = new URI(link);
            return "https".equals(url.getScheme()) && url.getHost() != null;
        } catch (URISyntaxException e) {
            return false; // so it is said in the answer
        }
    }

    private void header(String field, JsonNode headers, String name, Predicate<String> rule) {
        JsonNode value = headers.path(name);
        if (!value.isMissingNode() && !rule.test(value.asText())) violate(field + "[" + name + "]", "Invalid value");
    }

    /// As firebase-admin has it: "titleLocKey is required when specifying titleLocArgs".
    private void needsKey(String field, JsonNode object, String args, String key) {
        if (object.has(args) && object.path(key).asText("").isEmpty()) {
            violate(field + "." + args, key + " is required when specifying " + args);
        }
    }

    private void atMost(String what, long bytes) {
        if (bytes > MessageRules.LARGEST_PAYLOAD_BYTES) {
            violate("message", what + " is too big: " + bytes + " bytes of " + MessageRules.LARGEST_PAYLOAD_BYTES);
        }
    }

    /// The keys and values of an object, as Firebase is known to count.
    static long bytes(JsonNode object) {
        long bytes = 0;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            bytes += utf8(entry.getKey()) + utf8(value.isTextual() ? value.asText() : value.toString());
        }
        return bytes;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void violate(String field, String description) {
        violations.add(new FieldViolation(field, description));
    }
}
