package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;

/// Clients that begin a body, end their side, and stay.
public final class HalfOpen implements Attack {

    private static final int CLIENTS = 1_000;

    @Override
    public String name() {
        return "half-open";
    }

    @Override
    public String what() {
        return "1,000 clients that end their side within a body and stay; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        int cutOff = Crowd.run(target, CLIENTS, number -> {
            Thread.sleep(number * 2L);
            try (var http = target.http1()) {
                http.say(Http1.head(
                        "POST",
                        "/v1/sends",
                        target.keys().attacker(),
                        "Content-Type: application/json",
                        "Content-Length: 1000"));
                http.say("{\"user\":");
                http.endOutput();
                target.holdOut();
            }
        });
        target.tell(CLIENTS - cutOff + " clients stayed");
    }
}
