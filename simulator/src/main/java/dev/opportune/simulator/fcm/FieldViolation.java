package dev.opportune.simulator.fcm;

/// What is wrong with one field of a message (google.rpc.BadRequest).
///
/// @param field its path, such as `message.android.ttl`
record FieldViolation(String field, String description) {}
