package dev.opportune.gateway.http;

/// A path, query or header is not as it must be; the message says what was found and what was expected. The router
/// answers it with 400. (Bodies have many fields and collect their faults instead.)
public final class CallerMistake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CallerMistake(String message) {
        super(message, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
