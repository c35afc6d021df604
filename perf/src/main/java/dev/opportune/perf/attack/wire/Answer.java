package dev.opportune.perf.attack.wire;

import java.util.Map;

/// One answer by HTTP/1.1.
///
/// @param headers by name in lower case; the last of a name
public record Answer(int status, Map<String, String> headers, String text) {

    public boolean isProblem() {
        return "application/problem+json".equals(headers.get("content-type")) && text.contains("urn:opportune:");
    }

    @Override
    public String toString() {
        return status + " " + text;
    }
}
