package dev.opportune.simulator.fcm;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.simulator.behaviour.FcmErrorCode;
import dev.opportune.simulator.wire.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Error bodies in the shape of google.rpc.Status, with an `FcmError` among the details (Firebase, "ErrorCode").
final class FcmErrors {

    private static final String FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
    private static final String BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";
    private static final JsonMapper JSON = new JsonMapper();

    private FcmErrors() {}

    /// An error code of FCM's own.
    ///
    /// @param more details beside the `FcmError`
    static Answer of(FcmErrorCode code, String message, @Nullable Duration retryAfter, ObjectNode... more) {
        List<ObjectNode> details = new ArrayList<>(List.of(more));
        if (code != FcmErrorCode.UNAUTHENTICATED) details.addFirst(fcmError(code));
        return withDetails(code, message, retryAfter, details);
    }

    /// The code's status with these details and no others.
    static Answer withDetails(
            FcmErrorCode code, String message, @Nullable Duration retryAfter, List<ObjectNode> details) {
        ObjectNode error = error(code, message);
        if (!details.isEmpty()) {
            var _ = error.withObject("/error").putArray("details").addAll(details);
        }
        return answer(code, error, retryAfter);
    }

    /// A message whose shape is wrong: INVALID_ARGUMENT with the fields at fault.
    static Answer badRequest(List<FieldViolation> violations) {
        FieldViolation first = violations.getFirst();
        ObjectNode error = error(
                FcmErrorCode.INVALID_ARGUMENT, "Invalid value at '" + first.field() + "': " + first.description());
        ArrayNode details = details(error, FcmErrorCode.INVALID_ARGUMENT);
        ArrayNode fields = details.addObject().put("@type", BAD_REQUEST).putArray("fieldViolations");
        violations.forEach(violation ->
                fields.addObject().put("field", violation.field()).put("description", violation.description()));
        return answer(FcmErrorCode.INVALID_ARGUMENT, error, null);
    }

    /// What Google's front end answers for a path that is not there: HTML, as for any unknown page.
    static Answer noSuchPath() {
        return Answer.html(404, "<html><title>Error 404 (Not Found)!!1</title></html>");
    }

    private static ObjectNode error(FcmErrorCode code, String message) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error")
                .put("code", code.status())
                .put("message", message)
                .put("status", code.rpcStatus());
        return root;
    }

    private static ArrayNode details(ObjectNode root, FcmErrorCode code) {
        ArrayNode details = root.withObject("/error").putArray("details");
        details.add(fcmError(code));
        return details;
    }

    private static ObjectNode fcmError(FcmErrorCode code) {
        return JSON.createObjectNode().put("@type", FCM_ERROR).put("errorCode", code.wireName());
    }

    private static Answer answer(FcmErrorCode code, ObjectNode root, @Nullable Duration retryAfter) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "application/json; charset=UTF-8");
        if (retryAfter != null) headers.put("retry-after", Long.toString(retryAfter.toSeconds()));
        return new Answer(code.status(), headers, root.toString().getBytes(StandardCharsets.UTF_8));
    }
}
