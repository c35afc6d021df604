package dev.opportune.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.opportune.gateway.http.KnownApps;
import dev.opportune.gateway.http.sends.SendReader;
import dev.opportune.gateway.json.Parsed;
import dev.opportune.gateway.send.request.SendRequest;
import dev.opportune.ratelimiter.Policy;
import dev.opportune.ratelimiter.policy.PolicyException;
import dev.opportune.ratelimiter.policy.PolicyFile;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/// The sends of every benchmark: about 400 bytes, one Android device in the request, 10,000 users by turns, and a
/// category that obeys a rolling cap which it never reaches.
final class Workload {

    static final int USERS = 10_000;
    static final String APP = "shop-android";
    static final String CATEGORY = "flash-sale";
    static final KnownApps APPS = new KnownApps(Map.of(APP, deviceToken -> deviceToken));

    private static final String POLICY = """
            version: "benchmark"
            caps:
              never-reached: {limit: 1000, window: PT1M}
            categories:
              flash-sale: {class: promotional, intent: buy, ttl: PT10M, caps: [never-reached], quiet_hours: ignore}
            """;

    private int turn;

    static Policy policy() {
        try {
            return PolicyFile.parse(POLICY, "benchmark");
        } catch (PolicyException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The body of the next send.
    Buffer nextBody() {
        return body(nextUser());
    }

    String nextUser() {
        turn = turn == USERS ? 0 : turn + 1;
        return "user-" + turn;
    }

    SendRequest nextRequest() {
        return read(nextBody());
    }

    static SendRequest read(Buffer body) {
        return switch (SendReader.read(body, null, APPS)) {
            case Parsed.Valid<SendRequest>(SendRequest request) -> request;
            case Parsed.Invalid<SendRequest> bad ->
                throw new IllegalStateException(bad.errors().toString());
        };
    }

    private static Buffer body(String user) {
        return Buffer.buffer("""
                {"user":"%s","category":"flash-sale","campaign":"rain-2026-11","ref":"r-1",
                 "content":{"title":"Raincoats, one hour only","body":"30 percent off while it pours",
                            "action":{"label":"Shop now","link":"shop://sale/raincoats"},
                            "data":{"sku":"R-1","price":"49.90"}},
                 "moment":{"ttl":"PT5M"},
                 "devices":[{"app":"shop-android","device_token":"%s-dXKq2vT8QnWf0yLm3bHs7c"}]}
                """.formatted(user, user).getBytes(UTF_8));
    }
}
