package dev.opportune.ratelimiter.redis;

/// Redis does not answer, or cannot take what was asked (loading, read-only, out of memory, slots on the move).
///
/// The only failure of this package that is not a defect.
public final class StorageUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveRun;

    /// @param mayHaveRun false: nothing was done; true: the reply was lost, and it may have been done
    public StorageUnavailableException(String message, boolean mayHaveRun) {
        super(message, null, false, false);
        this.mayHaveRun = mayHaveRun;
    }

    public boolean mayHaveRun() {
        return mayHaveRun;
    }
}
