package dev.opportune.perf.chaos.load;

/// One send as its caller wants it.
///
/// @param key its idempotency key, and its `ref`
/// @param body of the request, the same for every try
public record Send(Kind kind, String user, String key, String body) {

    /// What becomes of it while nothing goes wrong.
    public enum Kind {
        /// Goes at once, and may take a minute.
        ORDER(50),
        /// Goes at once or is soon of no use.
        ALERT(20),
        /// Goes later: it waits in Redis, and any gateway releases it.
        SCHEDULED(15),
        /// Its user gets more of them, close together, than a cap allows.
        CAPPED(15);

        final int percent;

        Kind(int percent) {
            this.percent = percent;
        }

        static Kind of(int draw) {
            int left = draw;
            for (var kind : values()) {
                left -= kind.percent;
                if (left < 0) return kind;
            }
            throw new IllegalArgumentException("draw: " + draw + " (expected: 0 to 99)");
        }
    }
}
