package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// One line of an import that is as long as a film.
public final class EndlessLine implements Attack {

    private static final int MIB = 1024 * 1024;
    private static final int LINE_MIB = 400;
    private static final byte[] CHUNK = ("100000\r\n" + "a".repeat(MIB) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "endless-line";
    }

    @Override
    public String what() {
        return "an import with one line of 400 MB; with a key";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var sent = new LongAdder();
        int cutOff = Crowd.run(target, 1, _ -> {
            try (var http = target.http1()) {
                http.say(Http1.head(
                        "POST",
                        "/v1/users",
                        target.keys().attacker(),
                        "Content-Type: application/x-ndjson",
                        "Transfer-Encoding: chunked"));
                var pace = Pace.perSecond(LINE_MIB * 1500.0 / target.lasts().toMillis());
                for (int i = 0; i < LINE_MIB && !target.isOver(); i++) {
                    pace.next();
                    http.put(CHUNK);
                    http.flush();
                    sent.increment();
                }
                http.say("0\r\n\r\n");
                var answer = http.answer();
                target.tell("answered " + answer.status());
                if (answer.status() >= 500) target.wrong("answered " + answer);
            }
        });
        target.tell(sent.sum() + " MiB sent" + (cutOff > 0 ? ", cut off" : ""));
    }
}
