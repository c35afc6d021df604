package dev.opportune.perf.attack.connections;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Crowd;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Large answers that are asked for again and again, and not read: on one connection by HTTP/1.1, on another by HTTP/2.
public final class UnreadEvents implements Attack {

    private static final int SENDS = 1_000;
    private static final int AT_ONCE = 50;
    private static final int USERS = 200;
    private static final int PER_SECOND = 100;
    private static final String PATH = "/v1/events?limit=1000";

    @Override
    public String name() {
        return "unread-events";
    }

    @Override
    public String what() {
        return "two connections (HTTP/1.1, h2c), 100 times a second `GET /v1/events?limit=1000`, unread; with a key";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        makeEvents(target);
        var asked = new LongAdder();
        int cutOff = Crowd.run(target, 2, client -> {
            if (client == 0) askByHttp1(target, asked);
            else askByHttp2(target, asked);
        });
        target.tell("asked " + asked.sum() + " times, " + cutOff + " of 2 connections ended by the gateway");
    }

    private static void makeEvents(Target target) throws IOException {
        int made = 0;
        try (var http = target.http1()) {
            for (int i = 0; i < SENDS; i += AT_ONCE) {
                http.say(IntStream.range(i, i + AT_ONCE)
                        .mapToObj(number -> send(target.keys().attacker(), number % USERS))
                        .collect(Collectors.joining()));
                for (int j = 0; j < AT_ONCE; j++) if (http.answer().status() == 202) made++;
            }
        }
        target.tell("made " + made + " events");
    }

    private static String send(String key, int user) {
        String body =
                "{\"user\":\"good-%d\",\"category\":\"order-status\",\"content\":{\"title\":\"t\"}}".formatted(user);
        return Http1.request("POST", "/v1/sends", key, "application/json", body);
    }

    private static void askByHttp1(Target target, LongAdder asked) throws IOException, InterruptedException {
        try (var http = target.http1()) {
            var pace = Pace.perSecond(PER_SECOND);
            while (!target.isOver()) {
                pace.next();
                http.say(Http1.head("GET", PATH, target.keys().attacker()));
                asked.increment();
            }
        }
    }

    private static void askByHttp2(Target target, LongAdder asked) throws IOException, InterruptedException {
        try (var http2 = target.http2(0)) {
            var pace = Pace.perSecond(PER_SECOND);
            while (!target.isOver()) {
                pace.next();
                int _ = http2.get(PATH, target.keys().attacker());
                http2.flush();
                asked.increment();
                if (http2.isOver()) throw new IOException("ended by the gateway");
            }
        }
    }
}
