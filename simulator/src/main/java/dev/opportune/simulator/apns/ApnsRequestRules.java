package dev.opportune.simulator.apns;

import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.wire.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a request must look like (Apple, "Sending notification requests to APNs"). Each rule names the reason that its
/// breach is refused with; the first breach counts.
final class ApnsRequestRules {

    private static final String PATH = "/3/device/";

    /// Apple: "don't make assumptions about the length". Hexadecimal, and no longer than any seen, is what is left.
    private static final int LONGEST_DEVICE_TOKEN = 200;

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");
    private static final Duration LONGEST_STORED = Duration.ofDays(30);
    private static final int LONGEST_COLLAPSE_ID_BYTES = 64;

    private static final Set<String> ONCE = Set.of(
            "authorization",
            "apns-id",
            "apns-expiration",
            "apns-priority",
            "apns-topic",
            "apns-collapse-id",
            "apns-push-type");

    private final Set<String> topics;
    private final Clock clock;

    ApnsRequestRules(Set<String> topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /// What follows `/3/device/`; empty when nothing does.
    static String deviceToken(String path) {
        return path.startsWith(PATH) ? path.substring(PATH.length()) : "";
    }

    static boolean isUuid(CharSequence text) {
        return UUID.matcher(text).matches();
    }

    /// Method and path, before anything else is looked at.
    @Nullable
    ApnsReason judgePlace(Request request) {
        if (!request.path().startsWith(PATH) || request.path().indexOf('/', PATH.length()) >= 0) {
            return ApnsReason.BAD_PATH;
        }
        return request.method().equals("POST") ? null : ApnsReason.METHOD_NOT_ALLOWED;
    }

    /// Everything else of a request whose provider token is good.
    @Nullable
    ApnsReason judge(Request request, String deviceToken) {
        ApnsReason headers = judgeHeaders(request);
        if (headers != null) return headers;
        ApnsReason payload = ApnsPayloadRules.judge(request.body(), "voip".contentEquals(pushType(request)));
        if (payload != null) return payload;
        if (deviceToken.isEmpty()) return ApnsReason.MISSING_DEVICE_TOKEN;
        return isDeviceToken(deviceToken) ? null : ApnsReason.BAD_DEVICE_TOKEN;
    }

    private static boolean isDeviceToken(String text) {
        return text.length() % 2 == 0
                && text.length() <= LONGEST_DEVICE_TOKEN
                && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private @Nullable ApnsReason judgeHeaders(Request request) {
        if (hasDuplicates(request)) return ApnsReason.DUPLICATE_HEADERS;
        CharSequence id = request.header("apns-id");
        if (id != null && !isUuid(id)) return ApnsReason.BAD_MESSAGE_ID;
        if (!isExpiration(request.header("apns-expiration"))) return ApnsReason.BAD_EXPIRATION_DATE;
        CharSequence pushType = request.header("apns-push-type");
        if (pushType != null && !PushTypes.known(pushType)) return ApnsReason.INVALID_PUSH_TYPE;
        if (!isPriority(request.header("apns-priority"), pushType(request))) return ApnsReason.BAD_PRIORITY;
        ApnsReason topic = judgeTopic(request.header("apns-topic"));
        if (topic != null) return topic;
        CharSequence collapseId = request.header("apns-collapse-id");
        return collapseId == null || bytes(collapseId) <= LONGEST_COLLAPSE_ID_BYTES ? null : ApnsReason.BAD_COLLAPSE_ID;
    }

    private @Nullable ApnsReason judgeTopic(@Nullable CharSequence topic) {
        if (topic == null || topic.isEmpty()) return ApnsReason.MISSING_TOPIC;
        if (!TOPIC.matcher(topic).matches()) return ApnsReason.BAD_TOPIC;
        return topics.contains(PushTypes.withoutSuffix(topic.toString())) ? null : ApnsReason.TOPIC_DISALLOWED;
    }

    /// 0, or a time within the 30 days that APNs stores for: what is further off is milliseconds taken for seconds.
    private boolean isExpiration(@Nullable CharSequence expiration) {
        if (expiration == null) return true;
        try {
            long epochSeconds = Long.parseLong(expiration, 0, expiration.length(), 10);
            return epochSeconds >= 0
                    && epochSeconds <= clock.instant().plus(LONGEST_STORED).getEpochSecond();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /// 10 when the header is left out.
    private static boolean isPriority(@Nullable CharSequence priority, CharSequence pushType) {
        return PushTypes.allow(pushType, priority == null ? "10" : priority.toString());
    }

    private static boolean hasDuplicates(Request request) {
        int known = 0;
        for (Map.Entry<CharSequence, CharSequence> header : request.headers()) {
            known += ONCE.contains(header.getKey().toString()) ? 1 : 0;
        }
        int different = 0;
        for (String name : ONCE) different += request.header(name) == null ? 0 : 1;
        return known > different;
    }

    private static CharSequence pushType(Request request) {
        CharSequence pushType = request.header("apns-push-type");
        return pushType == null ? "" : pushType;
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
