package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import java.util.concurrent.atomic.LongAdder;

/// Bodies that lack their last bytes, as many as there may be streams.
public final class UnfinishedBodies implements Attack {

    private static final int CONNECTIONS = 16;
    private static final int STREAMS = 1_000;
    private static final int PARTS = 4;
    private static final byte[] PART = new byte[15_000];

    @Override
    public String name() {
        return "unfinished-bodies";
    }

    @Override
    public String what() {
        return "16 connections × 1,000 h2c streams with 60 KB of a body that does not end; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var bodies = new LongAdder();
        double perSecond = STREAMS / (target.lasts().toMillis() / 1000.0) * 1.5;
        int cutOff = Crowd.run(target, CONNECTIONS, _ -> {
            try (var http2 = target.http2()) {
                var pace = Pace.perSecond(perSecond);
                for (int i = 0; i < STREAMS; i++) {
                    pace.next();
                    int stream = http2.post("/v1/sends", target.keys().attacker(), "application/json");
                    for (int part = 0; part < PARTS; part++) {
                        if (!http2.sendBody(stream, PART, false)) return;
                    }
                    http2.flush();
                    bodies.increment();
                }
                target.holdOut();
            }
        });
        target.tell(bodies.sum() + " bodies of 60 KB begun, " + cutOff + " connections cut off");
    }
}
