package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// One request of which every two bytes are answered.
public final class TinyImport implements Attack {

    private static final int LINES = 3_200_000;
    private static final int AT_ONCE = 4_000;
    private static final byte[] CHUNK =
            ("1f40\r\n" + "7\n".repeat(AT_ONCE) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "tiny-import";
    }

    @Override
    public String what() {
        return "an import of `7\\n` × 3.2 million by a caller that may make 20 requests a second; answers are read";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var lines = new LongAdder();
        var answered = new LongAdder();
        int cutOff = Crowd.run(target, 1, _ -> {
            try (var http = target.http1()) {
                http.say(Http1.head(
                        "POST",
                        "/v1/users",
                        target.keys().limited(),
                        "Content-Type: application/x-ndjson",
                        "Transfer-Encoding: chunked",
                        "Connection: close"));
                var reader = Thread.ofVirtual().start(() -> http.drainInto(answered));
                while (lines.sum() < LINES && !target.isOver()) {
                    http.put(CHUNK);
                    http.flush();
                    lines.add(AT_ONCE);
                }
                http.say("0\r\n\r\n");
                reader.join();
            }
        });
        target.tell(lines.sum() + " lines sent, " + answered.sum() / 1024 + " KiB of answers"
                + (cutOff > 0 ? ", cut off" : ""));
    }
}
