package dev.opportune.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// What a gateway is taught: the demo users, then sends of each kind from a few callers at a time.
final class Lessons {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Whichever comes first ends the lessons: what is compiled by then is what a send comes by most.
    private static final int SENDS = 20_000;

    private static final Duration TIME = Duration.ofSeconds(20);

    private static final int CALLERS = 16;
    private static final long LOOK_MS = 100;

    /// All that a send may meet, the most frequent ones more than once.
    private static final List<String> SENDS_OF_EACH_KIND = List.of(
            send("cleo", "storm-alert"),
            send("ada", "storm-alert"),
            send("ben", "order-status"),
            send("cleo", "order-status"),
            send("ada", "flash-sale"),
            send("ben", "storm-alert"),
            send("cleo", "flash-sale"),
            send("eve", "flash-sale"),
            send("nobody", "order-status"),
            "{\"user\":\"ada\",\"category\":\"order-status\"}");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DevPorts ports;
    private final AtomicInteger given = new AtomicInteger();

    private Lessons(DevPorts ports) {
        this.ports = ports;
    }

    /// Returns when they are over; throws when the gateway does not come up, or ends meanwhile.
    static void give(DevPorts ports, Process gateway) throws IOException, InterruptedException {
        var lessons = new Lessons(ports);
        try (var _ = lessons.http) {
            lessons.awaitReady(gateway);
            DemoUsers.create(ports.gateway());
            lessons.send();
        }
        if (!gateway.isAlive()) throw new IOException("the gateway ended before its lessons");
    }

    private void awaitReady(Process gateway) throws IOException, InterruptedException {
        long ends = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!gateway.isAlive()) throw new IOException("the gateway ended before it was ready");
            if (System.nanoTime() - ends > 0) throw new IOException("the gateway is not ready in time");
            Thread.sleep(LOOK_MS);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.admin() + "/readyz"))) == 200;
        } catch (IOException _) {
            return false; // not yet
        }
    }

    private void send() {
        long ends = System.nanoTime() + TIME.toNanos();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) callers.execute(() -> sendUntil(ends));
        }
    }

    /// What goes wrong is no matter here: a gateway that has ended is found out in the end.
    private void sendUntil(long ends) {
        try {
            for (int n = given.getAndIncrement(); n < SENDS && System.nanoTime() < ends; n = given.getAndIncrement()) {
                var body = SENDS_OF_EACH_KIND.get(n % SENDS_OF_EACH_KIND.size());
                var path = n % 50 == 49 ? "/v1/sends?dry_run=true" : "/v1/sends";
                int _ = ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.gateway() + path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "lesson-" + n)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
            }
        } catch (IOException _) {
            return; // the gateway has ended, of which whoever gives the lessons tells
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private int ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String send(String user, String category) {
        return """
                {"user":"%s","category":"%s","campaign":"lessons","ref":"7","content":{"title":"Raincoats, one hour only",\
                "body":"30 %% off while it pours, in your shop around the corner","action":{"label":"Shop now",\
                "link":"shop://sale/raincoats"},"sound":"default","data":{"sku":"R-7"}}}""".formatted(user, category);
    }
}
