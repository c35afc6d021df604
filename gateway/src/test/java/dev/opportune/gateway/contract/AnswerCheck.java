package dev.opportune.gateway.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Holds an answer to one response of the document.
final class AnswerCheck {

    /// The schema is that of one line: OpenAPI 3.1 has no word for many.
    static final String LINES = "application/x-ndjson";

    private static final ObjectMapper JSON = new ObjectMapper();
    /// Those of HTTP itself.
    private static final Set<String> PLAIN_HEADERS =
            Set.of("content-type", "content-length", "connection", "transfer-encoding");

    private final List<String> faults = new ArrayList<>();
    private final Place response;
    private final Exchange exchange;

    private AnswerCheck(Place response, Exchange exchange) {
        this.response = response;
        this.exchange = exchange;
    }

    static List<String> faults(Place response, Exchange exchange) {
        var check = new AnswerCheck(response, exchange);
        check.headers();
        check.content();
        return check.faults;
    }

    private void headers() {
        var documented = response.get("headers");
        for (String name : documented.names()) {
            var values = exchange.headers().allValues(name);
            var header = documented.get(name);
            if (values.isEmpty() && header.node().path("required").asBoolean()) faults.add("no header " + name);
            if (values.size() > 1) faults.add("header " + name + ": " + values.size() + " times");
            for (String value : values) check(header.raw("schema"), TextNode.valueOf(value), "header " + name);
        }
        for (String name : exchange.headers().map().keySet()) {
            boolean isKnown = PLAIN_HEADERS.contains(name.toLowerCase(Locale.ROOT))
                    || name.startsWith(":")
                    || documented.names().stream().anyMatch(name::equalsIgnoreCase);
            if (!isKnown) faults.add("the document has no header " + name);
        }
    }

    private void content() {
        String type = exchange.headers().firstValue("content-type").orElse("");
        String mediaType = type.replaceFirst(";.*", "");
        var content = response.get("content");
        if (!content.exists()) {
            if (exchange.body().length() > 0 || !type.isEmpty()) faults.add("a body where the document has none");
        } else if (!content.names().contains(mediaType)) {
            faults.add("content type " + type + " (expected: " + content.names() + ")");
        } else if (exchange.method().equals(Exchange.HEAD)) {
            if (exchange.body().length() > 0) faults.add("a body for HEAD");
        } else if (mediaType.equals(LINES)) {
            exchange.body().toString().lines().forEach(line -> json(content.get(mediaType), line));
        } else if (mediaType.endsWith("json")) {
            json(content.get(mediaType), exchange.body().toString());
        }
    }

    private void json(Place mediaType, String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            faults.add("the body is no JSON: " + e.getOriginalMessage());
            return;
        }
        check(mediaType.raw("schema"), body, "body");
        boolean isProblem = mediaType.pointer().contains("problem+json");
        if (isProblem && body.path("status").asInt() != exchange.status()) faults.add("the problem has another status");
    }

    private void check(Place schema, JsonNode value, String what) {
        for (var fault : response.document().faults(Document.View.ANSWERS, schema.pointer(), value)) {
            faults.add(what + ' ' + fault);
        }
    }
}
