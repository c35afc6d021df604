package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.simulator.fcm.FieldType.Enumeration;
import dev.opportune.simulator.fcm.FieldType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The fields of a send request and their types (Firebase, "REST resource: projects.messages"). Fields that are not
/// here are errors, as they are to FCM.
final class MessageSchema {

    private static final FieldType TEXT = FieldType.Scalar.TEXT;
    private static final FieldType TEXTS = FieldType.Scalar.TEXTS;
    private static final FieldType TEXT_MAP = FieldType.Scalar.TEXT_MAP;
    private static final FieldType FLAG = FieldType.Scalar.FLAG;
    private static final FieldType NUMBER = FieldType.Scalar.NUMBER;
    private static final FieldType ANY_OBJECT = FieldType.Scalar.ANY_OBJECT;

    private static final Struct NOTIFICATION = new Struct(Map.of("title", TEXT, "body", TEXT, "image", TEXT));
    private static final Struct OPTIONS = new Struct(Map.of("analytics_label", TEXT));

    private static final Struct ANDROID_NOTIFICATION = new Struct(Map.ofEntries(
            Map.entry("title", TEXT),
            Map.entry("body", TEXT),
            Map.entry("icon", TEXT),
            Map.entry("color", TEXT),
            Map.entry("sound", TEXT),
            Map.entry("tag", TEXT),
            Map.entry("click_action", TEXT),
            Map.entry("body_loc_key", TEXT),
            Map.entry("body_loc_args", TEXTS),
            Map.entry("title_loc_key", TEXT),
            Map.entry("title_loc_args", TEXTS),
            Map.entry("channel_id", TEXT),
            Map.entry("ticker", TEXT),
            Map.entry("sticky", FLAG),
            Map.entry("event_time", TEXT),
            Map.entry("local_only", FLAG),
            Map.entry(
                    "notification_priority",
                    new Enumeration(Set.of(
                            "PRIORITY_UNSPECIFIED",
                            "PRIORITY_MIN",
                            "PRIORITY_LOW",
                            "PRIORITY_DEFAULT",
                            "PRIORITY_HIGH",
                            "PRIORITY_MAX"))),
            Map.entry("default_sound", FLAG),
            Map.entry("default_vibrate_timings", FLAG),
            Map.entry("default_light_settings", FLAG),
            Map.entry("vibrate_timings", TEXTS),
            Map.entry("visibility", new Enumeration(Set.of("VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"))),
            Map.entry("notification_count", NUMBER),
            Map.entry("light_settings", ANY_OBJECT),
            Map.entry("image", TEXT),
            Map.entry("bypass_proxy_notification", FLAG),
            Map.entry("proxy", new Enumeration(Set.of("PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED")))));

    private static final Struct ANDROID = new Struct(Map.of(
            "collapse_key", TEXT,
            "priority", new Enumeration(Set.of("NORMAL", "HIGH")),
            "ttl", TEXT,
            "restricted_package_name", TEXT,
            "data", TEXT_MAP,
            "notification", ANDROID_NOTIFICATION,
            "fcm_options", OPTIONS,
            "direct_boot_ok", FLAG,
            "bandwidth_constrained_ok", FLAG,
            "restricted_satellite_ok", FLAG));

    private static final Struct APNS = new Struct(Map.of(
            "headers", TEXT_MAP,
            "payload", ANY_OBJECT,
            "fcm_options", new Struct(Map.of("analytics_label", TEXT, "image", TEXT)),
            "live_activity_token", TEXT));

    private static final Struct WEBPUSH = new Struct(Map.of(
            "headers", TEXT_MAP,
            "data", TEXT_MAP,
            "notification", ANY_OBJECT,
            "fcm_options", new Struct(Map.of("link", TEXT, "analytics_label", TEXT))));

    private static final Struct MESSAGE = new Struct(Map.ofEntries(
            Map.entry("name", TEXT),
            Map.entry("data", TEXT_MAP),
            Map.entry("notification", NOTIFICATION),
            Map.entry("android", ANDROID),
            Map.entry("webpush", WEBPUSH),
            Map.entry("apns", APNS),
            Map.entry("fcm_options", OPTIONS),
            Map.entry("token", TEXT),
            Map.entry("topic", TEXT),
            Map.entry("condition", TEXT),
            Map.entry("fid", TEXT)));

    private static final Struct REQUEST = new Struct(Map.of("validate_only", FLAG, "message", MESSAGE));

    private MessageSchema() {}

    static List<FieldViolation> violations(JsonNode body) {
        List<FieldViolation> violations = new ArrayList<>();
        REQUEST.check("", body, violations);
        return violations;
    }
}
