package dev.opportune.gateway.http.guard;

import java.time.Duration;

/// What a connection may cost before and beside its requests.
public final class GuardLimits {

    // Until when.
    /// How long the head of a request, or the preface of HTTP/2, may take from its first byte to its last.
    static final Duration HEAD_TIME = Duration.ofSeconds(10);

    public static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);
    /// How often a lane looks for what takes too long.
    static final Duration LOOK = Duration.ofSeconds(1);

    /// How long what still comes in is thrown away after an answer that ends the connection, so that it can be read:
    /// TCP takes back what was sent when a side leaves with something unread.
    static final Duration LINGER = Duration.ofSeconds(1);

    /// How long the last answer over TLS stands alone before the end of the connection is told.
    static final Duration LAST_WORD = Duration.ofMillis(100);

    /// How long nothing may be under way on a connection before it ends with the gateway.
    static final Duration QUIET = Duration.ofMillis(250);

    // What is served in one turn of a lane's loop. A request, and a piece of a body, count as so many bytes besides
    // their own.
    static final int REQUEST_COST = 1024;
    static final int CONTENT_COST = 64;
    /// Of all connections.
    static final int TURN_OF_ALL = 128 * 1024;
    /// Of all connections of apps' devices: what they report can wait behind the services' requests.
    static final int TURN_OF_ALL_OF_APPS = 16 * 1024;
    /// Of one connection.
    static final int TURN = 16 * 1024;
    /// Of one connection that has shown no key.
    static final int TURN_WITHOUT_KEY = 4 * 1024;
    /// Of all connections that have shown no key.
    static final int TURN_OF_ALL_WITHOUT_KEY = 16 * 1024;
    /// Unread answers of all connections that are given up.
    static final int GIVEN_UP_A_TURN = 64;
    /// How much of HTTP/1.1 is parsed before its requests are counted.
    static final int STEP = 4 * 1024;

    static final int STEP_WITHOUT_KEY = 512;
    /// While the pieces of a body are small.
    static final int STEP_OF_CRUMBS = 1024;

    // Streams.
    /// Until a request came with a key; RFC 9113 asks for no fewer.
    public static final int STREAMS_WITHOUT_KEY = 100;
    /// Streams that may be reset, by either side, before a key was shown.
    static final int RESETS_WITHOUT_KEY = 20;

    // Frames that are no request: SETTINGS, PING, PRIORITY, WINDOW_UPDATE, RST_STREAM, empty DATA, unknown ones.
    static final int CONTROL_FRAMES = 1_000;
    static final int CONTROL_FRAMES_A_SECOND = 100;
    /// How many each request, and each thing that is written, allows besides.
    static final int CONTROL_FRAMES_A_REQUEST = 4;
    /// A DATA frame of fewer bytes that does not end its stream counts as one of them.
    static final int SMALL_DATA_BYTES = 32;

    // Answers that wait for their reader.
    static final Duration ANSWER_TIME = Duration.ofSeconds(10);
    static final Duration ANSWER_TIME_WITHOUT_KEY = Duration.ofSeconds(5);
    /// The slowest reader that is waited for.
    static final int ANSWER_BYTES_A_SECOND = 4 * 1024;
    /// What a request and its stream hold besides the answer's body.
    static final int ANSWER_OVERHEAD_BYTES = 8 * 1024;

    static final long UNREAD_BYTES_OF_A_CONNECTION = 16 * 1024 * 1024;
    /// All lanes together hold one part in so many of the heap.
    static final int UNREAD_PART_OF_THE_HEAP = 16;

    // An address whose connections are cut more often than once a second.
    static final Duration BLAME = Duration.ofSeconds(1);
    static final Duration BLAME_UNTIL_PROBATION = Duration.ofSeconds(10);
    static final Duration MOST_BLAME = Duration.ofSeconds(30);
    /// What a new connection of such an address waits before it is read, and how much less it may before a key.
    static final Duration PROBATION_WAIT = Duration.ofMillis(100);

    static final int PROBATION_PART = 10;

    // A caller that does not heed that it calls too often.
    /// How long its connections are not read.
    static final Duration REST = Duration.ofSeconds(1);
    /// And at most, of one that nothing comes of again and again.
    static final Duration LONGEST_REST = Duration.ofSeconds(30);
    /// How long they have little of a turn.
    static final Duration HEEDLESS = Duration.ofSeconds(3);
    /// So much: one request shows whether there must be another rest.
    static final int TURN_OF_HEEDLESS = 1;

    // Descriptors.
    /// Kept back for Redis, the providers, files and the admin port.
    static final int DESCRIPTORS_KEPT_BACK = 256;
    /// Connections that are being closed to make room for others, which are open already.
    static final int STRANGERS_LEAVING = 64;

    // Telling.
    /// After how long the log tells again of what clients do wrong.
    static final Duration TELL = Duration.ofSeconds(30);

    private GuardLimits() {}
}
