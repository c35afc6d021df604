package dev.opportune.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// What a provider answers.
///
/// @param headers without `:status`; names in lower case
@SuppressWarnings("ArrayRecordComponent") // never compared; bodies are written once
public record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = new byte[0];
    private static final Map<String, String> IS_JSON = Map.of("content-type", "application/json; charset=UTF-8");

    public static Answer bodiless(int status, Map<String, String> headers) {
        return new Answer(status, headers, NOTHING);
    }

    public static Answer json(int status, byte[] json) {
        return new Answer(status, IS_JSON, json);
    }

    /// The same with one header more.
    public Answer with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    public static Answer html(int status, String html) {
        return new Answer(
                status, Map.of("content-type", "text/html; charset=UTF-8"), html.getBytes(StandardCharsets.UTF_8));
    }
}
