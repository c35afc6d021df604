package dev.opportune.perf.attack.requests;

import dev.opportune.perf.attack.Attack;
import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.Target;
import dev.opportune.perf.attack.wire.Answer;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/// Keys, device tokens and content that would be known again: in no log, no metric, and no answer to what is wrong.
public final class Canaries implements Attack {

    private static final String CANARY = "ca11a57ed0ca11a57ed0";
    private static final int PER_SECOND = 20;
    private static final String DEVICE = "{\"app\":\"%s\",\"device_token\":%s,\"permission\":\"%s\"}";
    private static final String SEND =
            "{\"user\":\"good-1\",\"category\":\"%s\",\"content\":{\"title\":\"%s\"%s},\"devices\":[%s]}";

    @Override
    public String name() {
        return "canaries";
    }

    @Override
    public String what() {
        return "keys, device tokens and content that are known again, in good and bad requests; in no log, metric or problem";
    }

    @Override
    public void run(Target target) throws IOException, InterruptedException {
        var pace = Pace.perSecond(PER_SECOND);
        int requests = 0;
        for (var request : requests(target.keys().attacker())) {
            pace.next();
            look(target, request);
            requests++;
        }
        target.holdOut();
        String log = Files.readString(target.folder().resolve("gateway.log"), StandardCharsets.ISO_8859_1);
        if (isKnown(log)) target.wrong("a canary is in the log");
        if (isKnown(metrics(target))) target.wrong("a canary is in the metrics");
        target.tell(requests + " requests");
    }

    private static List<String> requests(String key) {
        String good = DEVICE.formatted("shop-ios", '"' + CANARY + "00".repeat(22) + '"', "authorized");
        return List.of(
                Http1.head("GET", "/v1/events", CANARY),
                Http1.head("GET", "/v1/events", CANARY, "Authorization: Bearer " + CANARY),
                Http1.head("GET", "/v1/events?key=" + CANARY, key),
                device(key, good),
                device(key, DEVICE.formatted("shop-ios", '"' + CANARY + '"', "authorized")),
                device(key, DEVICE.formatted("nobody", '"' + CANARY + '"', "authorized")),
                device(key, DEVICE.formatted("shop-ios", "[\"" + CANARY + "\"]", "authorized")),
                device(key, DEVICE.formatted("shop-ios", '"' + CANARY, "authorized")),
                device(key, DEVICE.formatted("shop-ios", CANARY, "authorized")),
                send(
                        key,
                        SEND.formatted("order-status", CANARY, "", good.replace(",\"permission\":\"authorized\"", ""))),
                send(
                        key,
                        SEND.formatted(
                                "order-status", CANARY, "", DEVICE.formatted("shop-ios", '"' + CANARY + '"', "x"))),
                send(key, SEND.formatted("nobody-knows", CANARY, "", "")),
                send(key, SEND.formatted("order-status", CANARY, ",\"body\":\"" + CANARY.repeat(250) + '"', "")),
                send(key, SEND.formatted("order-status", CANARY, ",\"badge\":-1", "")));
    }

    private static String device(String key, String body) {
        return Http1.request("PUT", "/v1/users/canary/devices/d", key, "application/json", body);
    }

    private static String send(String key, String body) {
        return Http1.request("POST", "/v1/sends", key, "application/json", body.replace("[]", "null"));
    }

    private static void look(Target target, String request) {
        try (var http = target.http1()) {
            http.say(request);
            var answer = http.answer();
            if (answer.status() >= 500) target.wrong("answered " + answer);
            if (isShown(request, answer)) target.wrong("an answer shows it: " + answer);
        } catch (IOException e) {
            target.wrong("no answer (" + e.getMessage() + ")");
        }
    }

    /// What a query's parameter is called, its caller may be told.
    private static boolean isShown(String request, Answer answer) {
        return isKnown(answer.text()) && !request.startsWith("GET /v1/events?key=");
    }

    private static boolean isKnown(String text) {
        return text.toLowerCase(Locale.ROOT).contains(CANARY);
    }

    private static String metrics(Target target) throws IOException {
        try (var http = target.admin()) {
            http.say(Http1.head("GET", "/metrics", ""));
            return http.answer().text();
        }
    }
}
