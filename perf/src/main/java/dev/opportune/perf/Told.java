package dev.opportune.perf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller was told of one request.
///
/// @param key the request's idempotency key
/// @param status of HTTP; 0: no answer came
/// @param decision `admitted`, `deferred` or `suppressed`; null when it was none of them
/// @param sendId null when none was given
/// @param problem the word for what was wrong, such as `overloaded`; null when nothing was
/// @param replayed whether the answer was said to be an earlier one
public record Told(
        String key,
        int status,
        @Nullable String decision,
        @Nullable String sendId,
        int deviceCount,
        @Nullable String problem,
        boolean replayed) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String NONE = "-";
    private static final String PROBLEM = "urn:opportune:problem:";

    /// Reads an answer.
    public static Told answer(String key, int status, String body, boolean replayed) {
        try {
            return answer(key, status, JSON.readTree(body), replayed);
        } catch (JsonProcessingException e) {
            return new Told(key, status, null, null, 0, "not JSON", replayed);
        }
    }

    /// The same of a line of many.
    ///
    /// @param line has its own `status`, and says whether it was `replayed`
    public static Told line(String key, JsonNode line) {
        return answer(
                key, line.path("status").asInt(), line, line.path("replayed").asBoolean());
    }

    private static Told answer(String key, int status, JsonNode json, boolean replayed) {
        return new Told(
                key,
                status,
                json.path("decision").textValue(),
                json.path("send_id").textValue(),
                json.path("device_count").asInt(),
                json.has("type") ? json.path("type").asText().replace(PROBLEM, "") : null,
                replayed);
    }

    /// Nothing came back.
    public static Told nothing(String key) {
        return new Told(key, 0, null, null, 0, null, false);
    }

    /// One line of a file, without its end.
    String line() {
        return String.join(
                "\t",
                List.of(
                        key,
                        Integer.toString(status),
                        decision == null ? NONE : decision,
                        sendId == null ? NONE : sendId,
                        Integer.toString(deviceCount),
                        problem == null ? NONE : problem,
                        Boolean.toString(replayed)));
    }

    static Told parse(String line) {
        var fields = List.of(line.split("\t", -1));
        if (fields.size() != 7) throw new IllegalArgumentException("line: \"" + line + "\" (expected: 7 fields)");
        return new Told(
                fields.get(0),
                Integer.parseInt(fields.get(1)),
                fields.get(2).equals(NONE) ? null : fields.get(2),
                fields.get(3).equals(NONE) ? null : fields.get(3),
                Integer.parseInt(fields.get(4)),
                fields.get(5).equals(NONE) ? null : fields.get(5),
                Boolean.parseBoolean(fields.get(6)));
    }
}
