package dev.opportune.gateway.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Nobody follows anything.
enum NoTraces implements Traces {
    NONE;

    @Override
    public boolean areKept() {
        return false;
    }

    @Override
    public SendTrace begins(@Nullable TraceContext caller) {
        return SendTrace.NONE;
    }

    @Override
    public SendTrace goesOn(@Nullable String kept) {
        return SendTrace.NONE;
    }

    @Override
    public Optional<String> fault() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
