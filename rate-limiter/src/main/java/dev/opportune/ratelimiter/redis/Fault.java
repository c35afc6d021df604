package dev.opportune.ratelimiter.redis;

/// What is wrong with a server now.
///
/// @param detail in Redis' own words, or in ours what was expected; never a password, nor a key of a
///     user's
record Fault(Trouble trouble, String detail) {

    static Fault of(Trouble trouble) {
        return new Fault(trouble, "");
    }

    /// As it follows the server's name.
    String sentence() {
        return detail.isEmpty() ? trouble.predicate() : trouble.predicate() + ": " + detail;
    }
}
