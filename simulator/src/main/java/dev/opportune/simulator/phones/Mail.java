package dev.opportune.simulator.phones;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings reports to a gateway, a hundred a request, and each again until it has an answer of its own: what a request
/// came to that was not answered nobody knows, and to repeat is harmless.
final class Mail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LINES = 100;
    private static final long LOOK_MS = 20;
    private static final long AGAIN_MS = 500;
    private static final int UNDER_WAY = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Answers that say to come again.
    private static final Set<Integer> AGAIN = Set.of(429, 500, 503);

    private final Report.Kind kind;
    private final Places places;
    private final ScheduledExecutorService timer;
    private final BiConsumer<Report, ObjectNode> answered;
    private final ConcurrentLinkedQueue<Report> due = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final AtomicInteger at = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /// @param answered is told each report with what came of it, on any thread
    Mail(Report.Kind kind, Places places, ScheduledExecutorService timer, BiConsumer<Report, ObjectNode> answered) {
        this.kind = kind;
        this.places = places;
        this.timer = timer;
        this.answered = answered;
        var _ = timer.scheduleWithFixedDelay(this::bring, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    void add(Report report) {
        due.add(report);
    }

    private void bring() {
        while (!due.isEmpty() && room.tryAcquire()) {
            var some = new ArrayList<Report>(LINES);
            for (var next = due.poll(); next != null; next = some.size() < LINES ? due.poll() : null) some.add(next);
            bring(some);
        }
    }

    private void bring(List<Report> some) {
        var gateways = places.of(kind);
        var gateway = gateways.get(Math.floorMod(at.get(), gateways.size()));
        var request = HttpRequest.newBuilder(gateway.resolve("/v1/interactions"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(
                        String.join("\n", some.stream().map(Report::line).toList())));
        var key = places.key(kind);
        if (!key.isEmpty()) request.header("Authorization", "Bearer " + key);
        var _ = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> {
                    room.release();
                    take(some, failure == null ? answer : null);
                });
    }

    private void take(List<Report> some, @Nullable HttpResponse<String> answer) {
        var open = new ArrayList<>(some);
        if (answer != null && answer.statusCode() == 200) {
            answer.body().lines().forEach(line -> take(line, some, open));
        } else if (answer != null) {
            LOG.debug("{} answered {}: {}", answer.uri(), answer.statusCode(), answer.body());
        }
        if (open.isEmpty()) return;
        at.incrementAndGet(); // another gateway
        var _ = timer.schedule(() -> due.addAll(open), AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    private void take(String line, List<Report> some, List<Report> open) {
        ObjectNode json;
        try {
            json = (ObjectNode) JSON.readTree(line);
        } catch (JsonProcessingException | ClassCastException _) {
            return; // it was cut off: its report is open
        }
        int number = json.path("line").asInt();
        int status = json.path("status").asInt();
        if (number < 1 || number > some.size() || AGAIN.contains(status)) return;
        var report = some.get(number - 1);
        if (!open.remove(report)) return;
        var _ = json.remove(List.of("line", "send_id", "status"));
        answered.accept(report, json);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
