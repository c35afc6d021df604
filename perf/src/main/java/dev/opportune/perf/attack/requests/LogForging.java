package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/// Line ends and control characters wherever a caller can put them: no line of the log may begin with what a caller
/// said.
public final class LogForging implements Attack {

    private static final String MARK = "FORGED-BY-A-CALLER";
    private static final List<String> ENDS =
            List.of("\\r\\n", "\\n", "\\u2028", "\\u0085", "\\u001b[2J", "\\u0000", "\\u0008");
    private static final int PER_SECOND = 40;
    private static final String SEND = """
            {"user":"good-1","category":"order-status","campaign":"c","content":{"title":"t","data":{"k":"v"}},\
            "collapse_key":"k","idempotency_key":"i","ref":"r","devices":[{"app":"shop-ios","device_token":"d"}]}""";
    private static final List<String> VALUES =
            List.of("good-1", "order-status", "c", "t", "v", "k", "i", "r", "shop-ios", "d");

    @Override
    public String name() {
        return "log-forging";
    }

    @Override
    public String what() {
        return "line ends and control characters in every field, path, query and header; with a key";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        var pace = Pace.perSecond(PER_SECOND);
        int requests = 0;
        for (var end : ENDS) {
            for (var value : VALUES) {
                pace.next();
                String body = SEND.replaceFirst(
                        "\"" + value + "\"", "\"" + value + (end + MARK).replace("\\", "\\\\") + "\"");
                say(target, Http1.request("POST", "/v1/sends", target.keys().attacker(), "application/json", body));
                requests++;
            }
        }
        for (var end : List.of("%0d%0a", "%0a", "%1b", "%00", "%e2%80%a8", "\u001b", "\u0085", "\r")) {
            String key = target.keys().attacker();
            for (var request : List.of(
                    Http1.head("GET", "/v1/users/" + end + MARK, key),
                    Http1.head("DELETE", "/v1/sends/" + end + MARK, key),
                    Http1.head("GET", "/v1/events?after=" + end + MARK, key),
                    Http1.head("GET", "/" + end + MARK, ""),
                    Http1.head("GET", "/v1/events", end + MARK),
                    Http1.head("GET", "/v1/events", key, "X-Request-Id: " + end + MARK, "Host: " + end + MARK))) {
                pace.next();
                say(target, request);
                requests++;
            }
        }
        target.holdOut();
        lookAtLog(target);
        target.tell(requests + " requests");
    }

    private static void say(Target target, String request) {
        try (var http = target.http1()) {
            http.say(request);
            var answer = http.answer();
            if (answer.status() >= 500) target.wrong("answered " + answer);
        } catch (IOException _) {
            // an end of the connection is an answer, too
        }
    }

    private static void lookAtLog(Target target) throws IOException {
        String log = Files.readString(target.folder().resolve("gateway.log"), StandardCharsets.ISO_8859_1);
        long forged = log.lines().filter(it -> it.startsWith(MARK)).count();
        if (forged > 0) target.wrong(forged + " lines of the log begin as a caller wished");
        if (log.chars().anyMatch(it -> it < ' ' && it != '\n' && it != '\t')) {
            target.wrong("control characters in the log");
        }
    }
}
