package dev.opportune.gateway.http.guard;

/// A request is not by RFC 9112; the message says how, in words for its sender.
public final class NotHttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotHttpException(String message) {
        super(message, null, false, false);
    }
}
