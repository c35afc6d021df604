package dev.opportune.gateway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Holds one request and its answer to the document: the answer must be one that the document knows, a request that was
/// taken must be one that it allows, and one that was refused as malformed must not be, where a schema can tell.
public final class ExchangeCheck {

    private final Document document = Document.get();
    private final Port port;

    public ExchangeCheck(Port port) {
        this.port = port;
    }

    /// Says what is wrong; empty when all is well.
    public List<String> faults(Exchange exchange) {
        var template = document.template(port, exchange.uri().getRawPath());
        if (template.isEmpty()) return answer("/components/responses/NoSuchAddress", 404, exchange);
        var operation = document.operation(
                template.get(), documented(exchange.method()), exchange.uri().getRawPath());
        if (operation.isEmpty()) return answer("/components/responses/MethodNotAllowed", 405, exchange);
        var response = operation.get().place().get("responses").get(Integer.toString(exchange.status()));
        if (!response.exists()) return List.of("the document has no such status");
        var faults = new ArrayList<>(AnswerCheck.faults(response, exchange));
        faults.addAll(RequestCheck.faults(operation.get(), exchange));
        return faults;
    }

    private List<String> answer(String pointer, int status, Exchange exchange) {
        if (exchange.status() != status) return List.of("status " + exchange.status() + " (expected: " + status + ")");
        return AnswerCheck.faults(document.at(pointer), exchange);
    }

    /// HEAD is answered wherever GET is, and stands nowhere of its own.
    private static String documented(String method) {
        return method.equals(Exchange.HEAD) ? "get" : method.toLowerCase(Locale.ROOT);
    }
}
