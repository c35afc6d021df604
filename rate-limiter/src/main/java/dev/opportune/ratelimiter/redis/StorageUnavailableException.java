package dev.opportune.ratelimiter.redis;

import org.jspecify.annotations.Nullable;

/// Redis does not answer, or cannot take what was asked (loading, read-only, out of memory, slots on
/// the move).
///
/// The only failure of this package that is not a defect.
public final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;
    private final boolean late;
    private final transient @Nullable Fault fault;

    /// @param mayHaveRun false: nothing was done; true: the reply was lost, and it may have been done
    public StorageUnavailableException(String message, boolean mayHaveRun) {
        this(message, mayHaveRun, false, null);
    }

    /// A server has refused.
    StorageUnavailableException(Fault fault) {
        this(fault.sentence(), false, false, fault);
    }

    /// The reply has not come in time, and the connection is there as before: it may yet run.
    static StorageUnavailableException late() {
        return new StorageUnavailableException("Redis did not reply in time", true, true, null);
    }

    private StorageUnavailableException(String message, boolean mayHaveRun, boolean late, @Nullable Fault fault) {
        super(message, null, false, false);
        this.mayHaveRun = mayHaveRun;
        this.late = late;
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

    /// Whether the command may be under way still. To repeat it gains nothing then: replies come in order.
    boolean isLate() {
        return late;
    }
}
