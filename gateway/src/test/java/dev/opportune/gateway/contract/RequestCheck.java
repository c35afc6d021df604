package dev.opportune.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Holds a request to its operation in the document, as far as the answer says how it was taken.
final class RequestCheck {

    /// What no schema says: lengths in bytes, names that exist, members that depend on each other or on what is stored.
    private static final Pattern BEYOND_SCHEMAS = Pattern.compile(
            "has \\d+ (bytes|devices)|is given twice|is empty|/params|expected: one of both|beside variants|/(content|experiment|variants): is missing"
                    + "|surrogate|out of place|IANA time zone|BCP 47|RFC 3339|without an offset|https URL|after from|PT0S|cap of the policy"
                    + "|Idempotency-Key header|would (be|have)|percent|too far ahead|a device token of APNs|a registration token of FCM|nested too deep|declared conversion|ISO 4217|cursor|Content-Encoding");

    private final List<String> faults = new ArrayList<>();
    private final Document.Operation operation;
    private final Exchange exchange;

    private RequestCheck(Document.Operation operation, Exchange exchange) {
        this.operation = operation;
        this.exchange = exchange;
    }

    static List<String> faults(Document.Operation operation, Exchange exchange) {
        var check = new RequestCheck(operation, exchange);
        if (exchange.status() / 100 == 2) return check.all();
        if (exchange.status() != 400 || !check.all().isEmpty()) return List.of();
        return wronglyRefused(JsonText.read(exchange.body()));
    }

    /// What a schema could have told, if anything.
    static List<String> wronglyRefused(JsonNode problem) {
        boolean couldTell =
                problem != null && !BEYOND_SCHEMAS.matcher(problem.toString()).find();
        return couldTell ? List.of("refused, and valid by the document: " + problem) : List.of();
    }

    /// What the document has against the request.
    private List<String> all() {
        for (var parameter : operation.place().get("parameters").all()) parameter(parameter);
        var shared = operation.place().document().root().get("paths").get(operation.path());
        for (var parameter : shared.get("parameters").all()) parameter(parameter);
        query();
        if (operation.place().get("requestBody").exists()) body();
        return faults;
    }

    private void parameter(Place parameter) {
        String name = parameter.text("name");
        var values = switch (parameter.text("in")) {
            case "path" -> List.of(operation.variables().get(name));
            case "header" -> exchange.requestHeaders().allValues(name);
            case "query" -> queryValues(name);
            default -> throw new IllegalStateException("parameter in " + parameter.text("in"));
        };
        boolean isRequired =
                parameter.get("required").exists() && parameter.text("required").equals("true");
        if (isRequired && values.isEmpty()) faults.add(name + ": missing");
        if (values.size() > 1) faults.add(name + ": given " + values.size() + " times");
        String type = parameter.get("schema").text("type");
        for (String value : values) check(parameter.raw("schema"), typed(value, type), name);
    }

    /// A text as the type that it should be of, if it can be.
    private static JsonNode typed(String text, String type) {
        if (type.equals("boolean") && List.of("true", "false").contains(text)) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (type.equals("integer") && text.matches("-?\\d{1,9}")) return IntNode.valueOf(Integer.parseInt(text));
        return TextNode.valueOf(text);
    }

    private void query() {
        for (String pair : pairs()) {
            boolean isKnown = operation.place().get("parameters").all().stream()
                    .anyMatch(it ->
                            it.text("in").equals("query") && it.text("name").equals(nameOf(pair)));
            if (!isKnown) faults.add("query: " + pair);
        }
    }

    private void body() {
        String type = exchange.requestHeaders().firstValue("content-type").orElse("");
        var content = operation.place().get("requestBody").get("content").get(type.replaceFirst(";.*", ""));
        if (type.equals(AnswerCheck.LINES)) {
            faults.addAll(LinesCheck.faults(content.raw("schema"), exchange));
            return;
        }
        var body = JsonText.read(exchange.requestBody());
        // A media type may be written in other letters, too; whether it may is the gateway's own test's business.
        if (body == null) faults.add("the body is no JSON");
        else if (content.exists()) check(content.raw("schema"), body, "body");
    }

    private List<String> queryValues(String name) {
        return pairs().stream()
                .filter(it -> nameOf(it).equals(name))
                .map(it -> it.contains("=") ? PathTemplate.decoded(it.substring(it.indexOf('=') + 1)) : "")
                .toList();
    }

    private List<String> pairs() {
        String query = exchange.uri().getRawQuery();
        return query == null || query.isEmpty() ? List.of() : List.of(query.split("&", -1));
    }

    private static String nameOf(String pair) {
        return PathTemplate.decoded(pair.replaceFirst("=.*", ""));
    }

    private void check(Place schema, JsonNode value, String what) {
        for (var fault : operation.place().document().faults(Document.View.REQUESTS, schema.pointer(), value)) {
            faults.add("request " + what + ' ' + fault);
        }
    }
}
