package dev.opportune.simulator.record;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One push as a provider saw it, and what it answered.
///
/// @param sequence rises by one for each recorded push, from 1; never starts again; 0 until it is recorded
/// @param at when the provider handled it, to the millisecond
/// @param connection number of the TCP connection, from 1, over both providers
/// @param stream HTTP/2 stream id; 0 for HTTP/1.1
/// @param headers as sent, names in lower case; `authorization` is always `REDACTED`
/// @param payload the body: JSON without its white space, or its text when it was no JSON object
/// @param deviceToken empty when the request named none
/// @param status HTTP status of the answer
/// @param reason APNs reason or FCM error code; null when the push was accepted
/// @param providerId APNs' `apns-id` or FCM's message name; empty when there is none
public record Push(
        long sequence,
        Instant at,
        Provider provider,
        long connection,
        int stream,
        Map<String, String> headers,
        String payload,
        String deviceToken,
        int status,
        @Nullable String reason,
        String providerId) {

    public Push {
        headers = Map.copyOf(headers);
    }

    Push numbered(long number) {
        return new Push(
                number, at, provider, connection, stream, headers, payload, deviceToken, status, reason, providerId);
    }
}
