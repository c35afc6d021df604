package dev.opportune.gateway.trace;

import io.opentelemetry.api.common.AttributeKey;

/// The attributes that our spans have. [semantic conventions](https://opentelemetry.io/docs/specs/semconv/) have no
/// words
/// for pushes.
final class Told {

    static final AttributeKey<String> SEND_ID = AttributeKey.stringKey("opportune.send_id");
    static final AttributeKey<String> CATEGORY = AttributeKey.stringKey("opportune.category");
    static final AttributeKey<String> APP = AttributeKey.stringKey("opportune.app");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("opportune.provider");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("opportune.attempt");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("opportune.outcome");
    static final AttributeKey<String> REASON = AttributeKey.stringKey("opportune.reason");

    private Told() {}
}
