package dev.opportune.ratelimiter.redis;

/// A node has not run a command, since another one serves its slot. Lanes follow it; nobody else sees it.
final class MovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int slot;
    private final transient NodeAddress to;

    MovedException(int slot, NodeAddress to) {
        super("slot " + slot + " is served by " + to, null, false, false);
        this.slot = slot;
        this.to = to;
    }

    /// Reads `MOVED slot host:port`.
    static MovedException read(String said, NodeAddress saidBy) {
        var words = said.split(" ", -1);
        return new MovedException(Integer.parseInt(words[1]), NodeAddress.read(words[2], saidBy));
    }

    int slot() {
        return slot;
    }

    NodeAddress to() {
        return to;
    }
}
