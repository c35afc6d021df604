package dev.opportune.gateway.webhook;

import java.time.Duration;

/// What each webhook may take, in one gateway.
final class Bounds {

    /// Requests under way to one receiver, and so partitions of which events are held.
    static final int IN_FLIGHT = 16;

    /// Events read at once of one partition, the next ones only when these are done.
    static final int PAGE = 64;

    static final Duration CONNECT = Duration.ofSeconds(5);

    /// Of an answer's body, which nobody reads.
    static final int ANSWER_BYTES = 16 * 1024;

    static final int ANSWER_HEAD_BYTES = 8 * 1024;

    /// How long the addresses of a name are taken for its own.
    static final Duration NAMES_KEPT = Duration.ofSeconds(30);

    /// One that is refused so often, while the receiver takes others, is given up too: it would hold up its partition.
    static final int REFUSALS = 10;

    /// So many failures in a row are the receiver's, and not the event's: nothing but a probe goes to it.
    static final int FAILURES_OF_RECEIVER = 3;

    /// The longest that a receiver's `Retry-After` is heeded.
    static final Duration RETRY_AFTER = Duration.ofHours(1);

    /// Between looks at a partition in which nothing happens.
    static final Duration LOOK = Duration.ofSeconds(1);

    private Bounds() {}
}
