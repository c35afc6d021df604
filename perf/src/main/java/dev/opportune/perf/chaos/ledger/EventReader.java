package dev.opportune.perf.chaos.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.perf.Api;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Reads all events from the first one on, by one gateway after another, and goes on where it was when one does not
/// answer.
public final class EventReader {

    private static final int PAGE = 1000;
    private static final int WAIT_SECONDS = 2;
    private static final int ANSWER_SECONDS = 10;
    private static final long AGAIN_MILLIS = 200;

    private final List<Api> gateways;
    private final Consumer<Settled> heard;
    private final Thread thread = Thread.ofPlatform().name("events").unstarted(this::readOn);
    private final AtomicLong emptyPages = new AtomicLong();
    private volatile boolean ended;

    private EventReader(List<Api> gateways, Consumer<Settled> heard) {
        this.gateways = gateways;
        this.heard = heard;
    }

    /// Begins with the first event that there is.
    ///
    /// @param heard is given every event of a send's end, some again, on one thread
    public static EventReader start(List<String> urls, String key, Consumer<Settled> heard) {
        var reader = new EventReader(urls.stream().map(url -> new Api(url, key)).toList(), heard);
        reader.thread.start();
        return reader;
    }

    /// Ends once nothing more is told, while nothing new happens.
    public void end() throws InterruptedException {
        long seen = emptyPages.get();
        while (emptyPages.get() < seen + 2) Thread.sleep(AGAIN_MILLIS);
        ended = true;
        thread.join();
        gateways.forEach(Api::close);
    }

    private void readOn() {
        String after = "";
        for (int i = 0; !ended; ) {
            try {
                var page = page(gateways.get(i % gateways.size()), after);
                if (page.has("cursor")) {
                    after = "&after=" + page.path("cursor").asText();
                    take(page.path("events"));
                } else {
                    i++;
                    Thread.sleep(AGAIN_MILLIS);
                }
            } catch (CompletionException _) {
                i++; // it did not answer
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static JsonNode page(Api gateway, String after) {
        return gateway.get("/v1/events?limit=" + PAGE + "&wait=" + WAIT_SECONDS + after)
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void take(JsonNode events) {
        if (events.isEmpty()) emptyPages.incrementAndGet();
        for (var event : events) {
            if (event.path("type").asText().equals("opportune.send.settled")) heard.accept(Settled.of(event));
        }
    }

    /// Collects events by send; those that are told again count once.
    public static final class BySend implements Consumer<Settled> {

        private final Map<String, Map<String, Settled>> bySend = new HashMap<>();

        @Override
        public synchronized void accept(Settled event) {
            bySend.computeIfAbsent(event.sendId(), _ -> new HashMap<>(2)).put(event.eventId(), event);
        }

        public synchronized Map<String, List<Settled>> all() {
            var all = new HashMap<String, List<Settled>>();
            bySend.forEach((send, events) -> all.put(send, List.copyOf(events.values())));
            return all;
        }
    }
}
