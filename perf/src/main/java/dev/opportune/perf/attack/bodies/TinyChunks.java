package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// Bodies in chunks of one byte.
public final class TinyChunks implements Attack {

    private static final int CLIENTS = 16;
    private static final int BODY_BYTES = 64 * 1024;
    private static final int AT_ONCE = 1_024;
    private static final int CHUNKS_A_SECOND = 16 * 1024; // of each: a body in four seconds
    private static final byte[] CRUMBS = "1\r\n \r\n".repeat(AT_ONCE).getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "tiny-chunks";
    }

    @Override
    public String what() {
        return "16 clients, bodies of 64 KiB in chunks of 1 byte (HTTP/1.1), 16,384 chunks a second each; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var bodies = new LongAdder();
        int cutOff = Crowd.run(target, CLIENTS, _ -> {
            while (!target.isOver()) {
                try (var http = target.http1()) {
                    http.say(Http1.head(
                            "POST",
                            "/v1/sends",
                            target.keys().attacker(),
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked"));
                    var pace = Pace.perSecond((double) CHUNKS_A_SECOND / AT_ONCE);
                    for (int at = 0; at < BODY_BYTES; at += AT_ONCE) {
                        pace.next();
                        http.put(CRUMBS);
                        http.flush();
                    }
                    http.say("0\r\n\r\n");
                    var _ = http.answer();
                    bodies.increment();
                }
            }
        });
        target.tell(bodies.sum() + " bodies answered, " + cutOff + " clients cut off");
    }
}
