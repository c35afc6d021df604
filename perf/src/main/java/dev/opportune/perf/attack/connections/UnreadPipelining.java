package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.util.concurrent.atomic.LongAdder;

/// Requests one after the other, and no answer is read.
public final class UnreadPipelining implements Attack {

    private static final int CLIENTS = 50;
    private static final int REQUESTS_A_SECOND = 200;

    @Override
    public String name() {
        return "unread-pipelining";
    }

    @Override
    public String what() {
        return "50 clients, 200 pipelined GETs a second each, unread; no key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var requests = new LongAdder();
        int cutOff = Crowd.run(target, CLIENTS, _ -> {
            try (var http = target.http1()) {
                var pace = Pace.perSecond(REQUESTS_A_SECOND);
                while (!target.isOver()) {
                    pace.next();
                    http.say(Http1.head("GET", "/v1/events", ""));
                    requests.increment();
                }
            }
        });
        target.tell(requests.sum() + " requests taken by TCP, " + cutOff + " connections ended by the gateway");
    }
}
