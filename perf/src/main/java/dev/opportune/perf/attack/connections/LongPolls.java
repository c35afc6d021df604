package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// One caller that waits for events forty times over, while another would like to read some.
public final class LongPolls implements Attack {

    private static final int POLLS = 40;
    private static final long PAUSE_MILLIS = 500;
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

    @Override
    public String name() {
        return "long-polls";
    }

    @Override
    public String what() {
        return "40 long polls of `/v1/events` by one caller; a neighbour reads events twice a second";
    }

    @Override
    public void run(Target target) throws InterruptedException {
        var polls = new ConcurrentSkipListMap<Integer, LongAdder>();
        var neighbour = new ConcurrentSkipListMap<Integer, LongAdder>();
        int _ = Crowd.run(target, POLLS + 1, member -> {
            if (member < POLLS) poll(target, target.keys().attacker(), "&wait=30", polls);
            else poll(target, target.keys().neighbour(), "", neighbour);
        });
        target.tell("the attacker's answers " + polls + ", the neighbour's " + neighbour);
        neighbour.remove(200);
        if (!neighbour.isEmpty()) target.wrong("answers of a neighbour: " + neighbour);
    }

    private static void poll(Target target, String key, String more, ConcurrentSkipListMap<Integer, LongAdder> statuses)
            throws InterruptedException {
        String after = "";
        while (!target.isOver()) {
            int status = 0;
            try (var http = target.http1()) {
                http.say(Http1.head("GET", "/v1/events?limit=1000" + more + after, key));
                var answer = http.answer();
                status = answer.status();
                var cursor = CURSOR.matcher(answer.text());
                if (cursor.find()) after = "&after=" + cursor.group(1);
            } catch (IOException _) {
                if (target.isOver()) return;
            }
            statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
