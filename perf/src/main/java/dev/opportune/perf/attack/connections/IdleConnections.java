package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Ground;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.util.ArrayList;

/// Connections on which nothing is said; half of them begin a request and leave it at that.
///
/// @param most as many as there are to be; fewer where this machine allows no more
public record IdleConnections(String name, int most, Ground ground) implements Attack {

    public static IdleConnections many() {
        return new IdleConnections("idle-connections", 10_000, Ground.PLAIN);
    }

    public static IdleConnections beyondFiles() {
        return new IdleConnections("idle-few-files", 3_000, Ground.FEW_FILES);
    }

    @Override
    public String what() {
        return "%,d idle connections; no key".formatted(most)
                + (ground == Ground.FEW_FILES ? "; the gateway may open 1,500 files" : "");
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var open = new ArrayList<Http1>();
        var pace = Pace.perSecond(most * 1500.0 / target.lasts().toMillis());
        try {
            while (open.size() < most && !target.isOver()) {
                pace.next();
                var http = target.http1();
                open.add(http);
                if (open.size() % 2 == 0) http.say("GET /v1/events HTTP/1.1\r\n");
            }
        } catch (IOException e) {
            target.tell("no more than these: " + e.getMessage());
        }
        target.tell(open.size() + " connections");
        target.holdOut();
    }
}
