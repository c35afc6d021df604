package dev.opportune.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.opportune.gateway.json.FieldError;
import dev.opportune.gateway.json.Quoted;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Answers that say what is wrong, by RFC 9457.
public enum Problem {
    MALFORMED(400, "The request is malformed"),
    UNAUTHENTICATED(401, "The caller is not known"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    TOO_LATE(409, "It is too late to cancel"),
    TOO_MANY_DEVICES(409, "The user has no room for another device"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    UNKNOWN_CATEGORY(422, "The policy has no such category"),
    UNKNOWN_APP(422, "No such app is configured"),
    UNKNOWN_TEMPLATE(422, "There is no such template"),
    UNKNOWN_EXPERIMENT(422, "The policy has no such experiment"),
    VARIANTS_MISMATCH(422, "The variants are not those of the experiment's arms"),
    PAYLOAD_TOO_LARGE(422, "The content does not fit in a push"),
    IDEMPOTENCY_MISMATCH(422, "The idempotency key belongs to another send"),
    RATE_LIMITED(429, "The caller calls too often"),
    INTERNAL(500, "Something went wrong here"),
    DEADLINE_UNREACHABLE(503, "The send would be over before its turn came"),
    OVERLOADED(503, "There is no room at the moment"),
    STORAGE_UNAVAILABLE(503, "The storage does not answer"),
    OUTCOME_UNKNOWN(503, "The outcome is not known");

    private final int status;
    private final String title;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String urn = "urn:opportune:problem:" + word;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// As metrics call it, and the end of its URN.
    String word() {
        return word;
    }

    public String urn() {
        return urn;
    }

    /// An answer for one reason.
    public Reply because(String detail) {
        return because(detail, _ -> {});
    }

    /// An answer for one reason, with members of its own.
    public Reply because(String detail, JsonFields members) {
        JsonFields head = json -> {
            json.writeStringField("type", urn);
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        };
        return Reply.problem(this, head.and(members));
    }

    /// An answer for one field that is well formed and yet cannot be.
    public Reply at(String pointer, String detail) {
        return at(pointer, detail, _ -> {});
    }

    /// The same, with members of its own.
    public Reply at(String pointer, String detail, JsonFields members) {
        return because(
                pointer + ": " + detail,
                members.and(json -> writeErrors(json, "errors", List.of(new FieldError(pointer, detail)))));
    }

    /// An answer to the name of a category that there is not.
    ///
    /// @param pointer to the name in the request
    public static Reply unknownCategory(String pointer, String category) {
        return UNKNOWN_CATEGORY.at(pointer, Quoted.of(category) + " (expected: a category of the policy)");
    }

    /// An answer to the name of an app that there is not.
    ///
    /// @param pointer to the name in the request
    public static Reply unknownApp(String pointer, String app) {
        return UNKNOWN_APP.at(pointer, Quoted.of(app) + " (expected: an app of the configuration)");
    }

    /// An answer that names what is wrong with each field.
    public static Reply malformed(List<FieldError> errors) {
        var first = errors.getFirst();
        String others = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
        return MALFORMED.because(where + first.detail() + others, json -> writeErrors(json, "errors", errors));
    }

    /// Writes where each is, and what.
    public static void writeErrors(JsonGenerator json, String member, List<FieldError> errors) throws IOException {
        json.writeArrayFieldStart(member);
        for (var error : errors) {
            json.writeStartObject();
            json.writeStringField("pointer", error.pointer());
            json.writeStringField("detail", error.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
