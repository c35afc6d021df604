package dev.opportune.ratelimiter.redis;

import org.jspecify.annotations.Nullable;

/// Redis does not answer, or cannot take what was asked (loading, read-only, out of memory, slots on
/// the move).
///
/// The only failure of this package that is not a defect.
public final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;
    private final transient @Nullable Fault fault;

    /// @param mayHaveRun false: nothing was done; true: the reply was lost, and it may have been done
    public StorageUnavailableException(String message, boolean mayHaveRun) {
        this(message, mayHaveRun, null);
    }

    /// A server has refused.
    StorageUnavailableException(Fault fault) {
        this(fault.sentence(), false, fault);
    }

    private StorageUnavailableException(String message, boolean mayHaveRun, @Nullable Fault fault) {
        super(message, null, false, false);
        this.mayHaveRun = mayHaveRun;
        this.fault = fault;
    }

    /// Why a server refused; null: none did.
    @Nullable
    Fault fault() {
        return fault;
    }

    public boolean mayHaveRun() {
        return mayHaveRun;
    }
}
