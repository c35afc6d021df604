package dev.opportune.ratelimiter.send;

import io.vertx.core.buffer.Buffer;

/// A send's template, in the place of its content: the words are found when it is delivered.
///
/// @param version the one that was found for it at the door; the lane that delivers it takes a newer one when that
///     is gone
/// @param params the JSON text of the request's `params`
public record Worded(String id, String version, Buffer params, TemplateGate gate) {}
