package dev.opportune.gateway.lane;

/// The port of apps' devices cannot be listened on; the cause says why.
public final class IngestPortException extends Exception {
    private static final long serialVersionUID = 1L;

    IngestPortException(Throwable cause) {
        super("ingest.port: " + cause.getMessage(), cause);
    }
}
