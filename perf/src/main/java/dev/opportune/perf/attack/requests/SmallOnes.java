package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Single requests that are not quite HTTP: each has its status and a problem that says what is wrong.
public final class SmallOnes implements Attack {

    private record Small(String what, String request, Set<Integer> statuses) {

        private static Small of(String what, String head, int... statuses) {
            return new Small(
                    what,
                    head.replace("\n", "\r\n"),
                    Arrays.stream(statuses).boxed().collect(Collectors.toSet()));
        }
    }

    private static final List<Small> SMALL = List.of(
            Small.of("HTTP/1.1 without Host", "GET /v1/events HTTP/1.1\n\n", 400),
            Small.of("HTTP/1.1 with two Hosts", "GET /v1/events HTTP/1.1\nHost: a\nHost: b\n\n", 400),
            Small.of("a header without a name", "GET /v1/events HTTP/1.1\nHost: a\n: b\n\n", 400),
            Small.of("a header's name with a space", "GET /v1/events HTTP/1.1\nHost: a\nX y: b\n\n", 400),
            Small.of("Upgrade: h2c with broken settings", """
                    GET /v1/events HTTP/1.1
                    Host: a
                    Connection: Upgrade, HTTP2-Settings
                    Upgrade: h2c
                    HTTP2-Settings: ***

                    """, 400, 401),
            Small.of("Upgrade: h2c with a body", """
                    POST /v1/sends HTTP/1.1
                    Host: a
                    Connection: Upgrade, HTTP2-Settings
                    Upgrade: h2c
                    HTTP2-Settings: AAMAAABkAAQAAP__
                    Content-Length: 2

                    {}""", 400, 401),
            Small.of(
                    "a chunk without a size",
                    "POST /v1/sends HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nzz\n{}\n0\n\n",
                    400,
                    401),
            Small.of("HTTP/1.2", "GET /v1/events HTTP/1.2\nHost: a\n\n", 400, 401, 505),
            Small.of("HTTP/3.0", "GET /v1/events HTTP/3.0\nHost: a\n\n", 400, 505),
            Small.of("no version", "GET /v1/events\n\n", 400),
            Small.of("a long request line", "GET /" + "a".repeat(70_000) + " HTTP/1.1\nHost: a\n\n", 400, 414),
            Small.of("long headers", "GET / HTTP/1.1\nHost: a\nX: " + "a".repeat(70_000) + "\n\n", 400, 431));

    @Override
    public String name() {
        return "small-ones";
    }

    @Override
    public String what() {
        return SMALL.size() + " requests that are not quite HTTP: status and problem JSON";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        int good = 0;
        for (var small : SMALL) {
            try (var http = target.http1()) {
                http.say(small.request);
                var answer = http.answer();
                if (isGood(small, answer)) good++;
                else target.wrong(small.what + ": answered " + answer);
            } catch (IOException e) {
                target.wrong(small.what + ": no answer (" + e.getMessage() + ")");
            }
        }
        target.tell(good + " of " + SMALL.size() + " answered as they should be");
        target.holdOut();
    }

    private static boolean isGood(Small small, Answer answer) {
        return small.statuses.contains(answer.status()) && answer.isProblem();
    }
}
