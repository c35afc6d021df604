package dev.opportune.perf.attack.bodies;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/// Imports that never end and do next to nothing, while another caller would like to import, too.
public final class TrickledImports implements Attack {

    private static final int IMPORTS = 8;
    private static final long LINE_MILLIS = 2_000;
    private static final long NEIGHBOUR_MILLIS = 1_000;
    private static final String LINE = "{\"user\":\"trickle-%d\"}\n";

    @Override
    public String name() {
        return "trickled-imports";
    }

    @Override
    public String what() {
        return "8 imports of a line every 2 s by one caller; a neighbour imports a user every second";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var good = new LongAdder();
        var bad = new LongAdder();
        int cutOff = Crowd.run(target, IMPORTS + 1, member -> {
            if (member < IMPORTS) trickle(target, member);
            else beNeighbour(target, good, bad);
        });
        target.tell("the neighbour's imports: " + good.sum() + " taken, " + bad.sum() + " not; " + cutOff
                + " of the attacker's 8 ended by the gateway");
        if (bad.sum() > 0) target.wrong(bad.sum() + " imports of a neighbour were not taken");
    }

    private static void trickle(Target target, int member) throws IOException, InterruptedException {
        try (var http = target.http1()) {
            http.say(Http1.head(
                    "POST",
                    "/v1/users",
                    target.keys().attacker(),
                    "Content-Type: application/x-ndjson",
                    "Transfer-Encoding: chunked"));
            String line = LINE.formatted(member);
            while (!target.isOver()) {
                http.say(Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
                Thread.sleep(LINE_MILLIS);
            }
        }
    }

    private static void beNeighbour(Target target, LongAdder good, LongAdder bad) throws InterruptedException {
        while (!target.isOver()) {
            Thread.sleep(NEIGHBOUR_MILLIS);
            try (var http = target.http1()) {
                String line = LINE.formatted(99);
                http.say(Http1.request("POST", "/v1/users", target.keys().neighbour(), "application/x-ndjson", line));
                (http.answer().text().contains("\"failed\":0") ? good : bad).increment();
            } catch (IOException _) {
                bad.increment();
            }
        }
    }
}
