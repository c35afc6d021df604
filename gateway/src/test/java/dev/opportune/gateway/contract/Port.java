package dev.opportune.gateway.contract;

/// Who is served where.
public enum Port {
    CALLERS,
    OPERATORS;

    boolean has(String path) {
        return path.startsWith("/v1/") == (this == CALLERS);
    }
}
