package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What a message must look like (Firebase, "REST resource: projects.messages"): known fields of the right type, one
/// target, values that its documentation allows.
final class MessageRules {

    /// "Maximum payload for both message types is 4096 bytes."
    static final int LARGEST_PAYLOAD_BYTES = 4_096;

    static final long LONGEST_TTL_SECONDS = 2_419_200;

    private static final List<String> TARGETS = List.of("token", "topic", "condition", "fid");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(\\.\\d{1,9})?s");

    private final List<FieldViolation> violations = new ArrayList<>();

    private MessageRules() {}

    /// What is wrong with a body; nothing when it is good.
    static List<FieldViolation> violations(JsonNode body) {
        var rules = new MessageRules();
        rules.check(body);
        return rules.violations;
    }

    private void check(JsonNode body) {
        violations.addAll(MessageSchema.violations(body));
        if (!violations.isEmpty()) return;
        JsonNode message = body.path("message");
        if (!message.isObject()) {
            violate("message", "Required.");
            return;
        }
        JsonNode android = message.path("android");
        checkTarget(message);
        checkData("message.data", message.path("data"));
        checkData("message.android.data", android.path("data"));
        checkTtl(android.path("ttl"));
        checkSize(message, android);
        PlatformRules.check(message, violations);
    }

    private void checkTarget(JsonNode message) {
        long targets = TARGETS.stream()
                .filter(target -> !message.path(target).asText("").isEmpty())
                .count();
        if (targets != 1) {
            violate("message", "Exactly one of token, topic, condition or fid is required; " + targets + " are set.");
        }
    }

    private void checkData(String path, JsonNode data) {
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            String key = entry.getKey();
            if (ReservedKeys.reserve(key)) violate(path + "[" + key + "]", "Invalid data payload key: " + key);
        }
    }

    private void checkTtl(JsonNode ttl) {
        if (ttl.isMissingNode()) return;
        var matcher = DURATION.matcher(ttl.asText());
        if (!matcher.matches()) {
            violate("message.android.ttl", "Illegal duration format; duration must end with 's'");
            return;
        }
        long seconds = Long.parseLong(matcher.group(1));
        String fraction = matcher.group(2);
        boolean over = seconds == LONGEST_TTL_SECONDS && fraction != null && !fraction.matches("\\.0+");
        if (seconds > LONGEST_TTL_SECONDS || over) {
            violate("message.android.ttl", "Ttl must be between 0 and " + LONGEST_TTL_SECONDS + " seconds");
        }
    }

    /// Firebase does not say what it counts: here, the keys and values of data and notification.
    private void checkSize(JsonNode message, JsonNode android) {
        long bytes = PlatformRules.bytes(message.path("data"))
                + PlatformRules.bytes(message.path("notification"))
                + PlatformRules.bytes(android.path("data"))
                + PlatformRules.bytes(android.path("notification"));
        if (bytes > LARGEST_PAYLOAD_BYTES) {
            violate("message", "Android message is too big: " + bytes + " bytes of " + LARGEST_PAYLOAD_BYTES);
        }
    }

    private void violate(String field, String description) {
        violations.add(new FieldViolation(field, description));
    }
}
