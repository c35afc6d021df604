package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Bodies of which a byte comes every second.
public final class SlowBodies implements Attack {

    private static final int CLIENTS = 500;
    private static final long BYTE_MILLIS = 1_000;

    @Override
    public String name() {
        return "slow-bodies";
    }

    @Override
    public String what() {
        return "500 clients, a body of 60,000 bytes of which one comes every second, reconnecting; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var ended = new LongAdder();
        int _ = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http = target.http1()) {
                    http.say(Http1.head(
                            "POST",
                            "/v1/sends",
                            target.keys().attacker(),
                            "Content-Type: application/json",
                            "Content-Length: 60000"));
                    while (!target.isOver()) {
                        http.say(" ");
                        Thread.sleep(BYTE_MILLIS);
                    }
                } catch (IOException _) {
                    ended.increment();
                    Thread.sleep(BYTE_MILLIS);
                }
            }
        });
        target.tell(ended.sum() + " connections ended by the gateway");
    }
}
