package dev.opportune.gateway.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which sends of a gateway are followed. Safe on any thread.
public interface Traces extends AutoCloseable {

    /// None are.
    static Traces none() {
        return NoTraces.NONE;
    }

    /// Whether any are. Where not, nobody need look for what callers say of theirs.
    boolean areKept();

    /// A send comes in: it is followed when its caller follows it or, where the caller says nothing, as often as the
    /// rate says.
    ///
    /// @param caller what the caller said; null: nothing, or nothing that can be understood
    SendTrace begins(@Nullable TraceContext caller);

    /// A send is taken up that was written down before, here or elsewhere.
    ///
    /// @param kept [SendTrace#kept]
    SendTrace goesOn(@Nullable String kept);

    /// What is wrong with telling, if anything is, as a plain sentence.
    Optional<String> fault();

    /// Tells what is not told yet, for a bounded while.
    @Override
    void close();
}
