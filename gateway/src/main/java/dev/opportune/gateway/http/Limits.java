package dev.opportune.gateway.http;

import dev.opportune.gateway.json.Text;
import dev.opportune.ratelimiter.user.Users;
import java.time.Duration;

/// The bounds of the wire contract, and of the server that speaks it.
public final class Limits {

    // What a caller may say.
    /// Inflated, where it comes as gzip.
    public static final int BODY_BYTES = 64 * 1024;
    public static final int DEVICES = Users.MAX_DEVICES;
    public static final int ATTRIBUTES_BYTES = Users.MAX_ATTRIBUTES_BYTES;
    public static final int CAP = 1_000;
    public static final Duration TTL = Duration.ofDays(28);
    public static final Text USER = Text.id(128);
    public static final Text DEVICE_ID = Text.id(64);
    public static final Text DEVICE_TOKEN = Text.secret(4096);
    public static final int IDEMPOTENCY_KEY_CHARS = 255;
    public static final int SEND_ID_CHARS = 40;
    /// Names of apps, categories and caps.
    public static final Text NAME = Text.id(128);
    /// What a caller calls its own: campaigns, collapse keys, refs, sources of preferences.
    public static final Text LABEL = Text.id(64);

    /// Requests with a key that one lane has in hand, until their answers have left, and of them one caller's.
    public static final int REQUESTS = 6_144;

    public static final int REQUESTS_OF_CALLER = 2_048;

    /// How often a second a caller is told 429, where its rate is no higher, before its connections rest.
    public static final int REFUSALS = 32;

    // What apps' devices may report on the listener of their own.
    /// Lines of one request.
    public static final int INGEST_LINES = 100;

    /// Lines of one ingest key a second that nothing comes of: beyond, the connections rest that bring them.
    public static final int FRUITLESS = 100;

    // What a connection may cost.
    public static final int INITIAL_LINE_BYTES = 4 * 1024;
    public static final int HEADER_BYTES = 16 * 1024;
    public static final int CONCURRENT_STREAMS = 1_000;
    public static final int STREAM_WINDOW_BYTES = BODY_BYTES;
    public static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;
    public static final Duration IDLE = Duration.ofSeconds(75);
    /// How much of one may come as gzip: what does not compress grows by a little.
    public static final int GZIP_BYTES = BODY_BYTES + 1024;
    /// What one lane keeps of all bodies that are not whole yet; half of it of one caller.
    public static final int BODIES_BYTES = 8 * 1024 * 1024;
    /// How long a body may take to arrive.
    public static final Duration BODY_TIME = Duration.ofSeconds(10);
    /// How much of a body is still read and thrown away once it is refused, so that its sender gets to read why.
    public static final int DISCARDED_BYTES = 1024 * 1024;

    // What a stream of lines may cost.
    /// Lines of one stream that are under way, or whose answers wait to be read.
    public static final int LINES_IN_FLIGHT = 128;

    /// As many bytes of them, or one line more.
    public static final int LINES_BYTES_IN_FLIGHT = 256 * 1024;
    /// How long a line waits for room in a full lane before it is told that there is none.
    public static final Duration LINES_WAIT_FOR_ROOM = Duration.ofSeconds(1);
    /// Streams of sends under way on one lane.
    public static final int SEND_STREAMS = 64;

    /// Of them one caller's: what those of one connection may leave unread is half of its window.
    public static final int SEND_STREAMS_OF_CALLER = CONNECTION_WINDOW_BYTES / STREAM_WINDOW_BYTES / 2;
    /// Imports under way on one lane, and of them one caller's.
    public static final int IMPORTS = 8;

    public static final int IMPORTS_OF_CALLER = 2;
    /// After how many failed lines in a row a stream ends: its sender has taken another file for it.
    public static final int FAILED_LINES_IN_A_ROW = 1_000;
    /// How long one stream of lines may keep its lane, before others have their turn.
    public static final Duration LINES_TURN = Duration.ofMillis(2);
    /// As many bytes of answer lines are written as one.
    public static final int LINES_WRITTEN_TOGETHER = 8 * 1024;
    /// After how long a client that neither sends nor reads is cut off.
    public static final Duration STREAM_STALL = Duration.ofSeconds(30);

    // What a reader of events may ask for and cost.
    public static final int EVENTS = 1_000;
    public static final int EVENTS_UNSAID = 100;
    public static final Duration EVENTS_WAIT = Duration.ofSeconds(30);
    /// Readers on one lane at once, and of them one caller's; one more is told to come back.
    public static final int EVENT_READERS = 32;

    public static final int EVENT_READERS_OF_CALLER = 4;
    /// How long a reader that waits is left alone between two looks, for every 512 partitions and every eight readers
    /// begun.
    public static final Duration EVENTS_LOOK = Duration.ofMillis(500);

    public static final int READERS_A_LOOK = 8;

    public static final int PARTITIONS_A_LOOK = 512;
    /// A request line has room for a cursor, and this besides.
    public static final int LINE_BYTES_BESIDE_A_CURSOR = 256;

    // What a report may cost.
    /// Under way on one lane at once, and of them one caller's.
    public static final int REPORTS = 4;

    public static final int REPORTS_OF_CALLER = 2;
    /// Hours of one: 400 days.
    public static final int REPORT_HOURS = 400 * 24;

    /// After how long to come back when storage does not answer.
    public static final Duration RETRY = Duration.ofSeconds(1);

    private Limits() {}
}
