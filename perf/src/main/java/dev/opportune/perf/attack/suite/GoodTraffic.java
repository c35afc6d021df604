package dev.opportune.perf.attack.suite;

import dev.opportune.perf.attack.Pace;
import dev.opportune.perf.attack.wire.Http1;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Fifty sends a second of a caller that does nothing wrong, whatever the answers do (an open model). Nine of ten go
/// over connections that are kept; the tenth comes over a new one, as a new caller's would.
final class GoodTraffic implements AutoCloseable {

    static final int PER_SECOND = 50;
    static final String TITLE = "Raincoats of the good caller";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NEW_CONNECTION_EVERY = 10;

    private final Site site;
    private final ConcurrentLinkedDeque<Http1> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Thread clock;

    private GoodTraffic(Site site) {
        this.site = site;
        this.clock = Thread.ofPlatform().name("good traffic").unstarted(this::sendOn);
    }

    /// @param startNanos when it was to go
    /// @param nanos until its answer, or until there was none
    /// @param failure empty: it was taken
    record Sent(long startNanos, long nanos, String failure) {}

    static GoodTraffic start(Site site) {
        var traffic = new GoodTraffic(site);
        traffic.clock.start();
        return traffic;
    }

    /// What was to go in this time; waits for the answers.
    List<Sent> between(long startNanos, long endNanos) throws InterruptedException {
        int expected = (int) ((endNanos - startNanos) * PER_SECOND / 1_000_000_000L) - 1;
        long patience = System.nanoTime() + 2 * PATIENCE.toNanos();
        var found = found(startNanos, endNanos);
        while (found.size() < expected && System.nanoTime() < patience) {
            Thread.sleep(50);
            found = found(startNanos, endNanos);
        }
        return found;
    }

    private List<Sent> found(long startNanos, long endNanos) {
        return sent.stream()
                .filter(it -> it.startNanos >= startNanos && it.startNanos < endNanos)
                .toList();
    }

    private void sendOn() {
        var pace = Pace.perSecond(PER_SECOND);
        long startNanos = System.nanoTime();
        try {
            for (int i = 0; ; i++) {
                pace.next();
                int number = i;
                long due = startNanos + i * (1_000_000_000L / PER_SECOND);
                Thread.ofVirtual().start(() -> send(number, due));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(int number, long dueNanos) {
        String failure;
        try {
            failure = number % NEW_CONNECTION_EVERY == 0 ? overNew(number) : overKept(number);
        } catch (SocketTimeoutException _) {
            failure = "no answer in " + PATIENCE.toSeconds() + " s";
        } catch (ConnectException _) {
            failure = "no connection";
        } catch (IOException _) {
            failure = "cut off";
        }
        sent.add(new Sent(dueNanos, Math.max(0, System.nanoTime() - dueNanos), failure));
    }

    private String overNew(int number) throws IOException {
        try (var http = Http1.open(site.port(), PATIENCE)) {
            return answer(http, number);
        }
    }

    private String overKept(int number) throws IOException {
        var kept = idle.pollFirst();
        var http = kept == null ? Http1.open(site.port(), PATIENCE) : kept;
        try {
            String failure = answer(http, number);
            idle.addFirst(http);
            return failure;
        } catch (IOException e) {
            http.close();
            throw e;
        }
    }

    private static String answer(Http1 http, int number) throws IOException {
        http.say(Http1.request("POST", "/v1/sends", Site.GOOD_KEY, "application/json", """
                {"user":"good-%d","category":"order-status","content":{"title":"%s","body":"on their way"},\
                "idempotency_key":"good-%d"}""".formatted(
                        number % Site.USERS, TITLE, number)));
        var answer = http.answer();
        return answer.status() == 202 ? "" : Integer.toString(answer.status());
    }

    @Override
    public void close() throws IOException {
        clock.interrupt();
        for (var http = idle.poll(); http != null; http = idle.poll()) http.close();
    }
}
