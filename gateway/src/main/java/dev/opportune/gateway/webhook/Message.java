package dev.opportune.gateway.webhook;

import dev.opportune.ratelimiter.webhook.WebhookStore.Read;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// What one request delivers.
///
/// @param id the same however often it is repeated
/// @param told the events that it tells of, the first one first
/// @param to position of the last one
/// @param passed events from the position before to that one
record Message(String id, String contentType, Buffer body, List<Read> told, String to, int passed) {

    static final String SINGLE = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
}
