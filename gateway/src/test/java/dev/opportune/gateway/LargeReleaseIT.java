package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.send.limit.SendLimits;
import io.micrometer.core.instrument.Gauge;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A thousand sends that wait for one instant: each lane takes up the most important class first, and of a class the
/// earliest deadline, over all of its partitions. Critical ones do not wait for the least important to be looked at, so
/// of those a lane looks at first some go first, whatever their deadline.
class LargeReleaseIT {

    private static final List<String> CLASSES = List.of("critical", "transactional", "promotional");

    private static final String POLICY = """
            version: "1"
            defaults: {timezone: UTC, quiet_hours: "22:00-08:00", ttl: PT24H}
            categories:
              critical:      {class: critical, quiet_hours: defer, consent: none}
              transactional: {class: transactional, quiet_hours: defer, consent: none}
              promotional:   {class: promotional, quiet_hours: defer, consent: none}
              now:           {class: critical, quiet_hours: ignore, consent: none}
            """;

    /// More than a lane looks at in one partition at once, twice.
    private static final int OF_ONE_USER = 600;

    private static final int OTHERS = 20;
    private static final int OF_EACH_OTHER = 21;
    private static final int CALLERS = 8;

    private static HeardProvider heard;

    /// A lane of whom nothing is heard for half a lease leaves its partitions to the other, which keeps an order of its
    /// own: longer than a shared machine pauses.
    private static final SendLimits LIMITS = SendLimits.DEFAULT.withLease(Duration.ofMinutes(2));

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, LIMITS, provider -> {
        if (!provider.app().equals("shop-ios")) return provider;
        heard = new HeardProvider(provider);
        return heard;
    });

    private final Instant night = LocalDate.now(ZoneOffset.UTC)
            .plusDays(1)
            .atTime(LocalTime.of(23, 0))
            .toInstant(ZoneOffset.UTC);
    private final Instant dawn = night.plus(Duration.ofHours(9));

    /// By id, what waits.
    private final Map<String, Waiting> waiting = new HashMap<>();

    private final SplittableRandom random = new SplittableRandom(1);

    /// What each exchange is like is checked elsewhere.
    private final HttpClient client = HttpClient.newHttpClient();

    private record Waiting(int sendClass, Instant deadline) {}

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void a_large_release_goes_class_first_then_earliest_deadline() throws Exception {
        assumeThat(TestRedis.isCluster())
                .as("on a cluster what is claimed at once comes in any order of its nodes")
                .isFalse();
        var others = IntStream.range(0, OTHERS).mapToObj(n -> "user-" + n).toList();
        userWithProvenDevice("one");
        for (var user : others) userWithProvenDevice(user);
        aReleaseBefore(others);

        gateway.moveClockTo(night);
        // Looked at in the order in which they came, and the least important ones came first.
        for (int sendClass = CLASSES.size() - 1; sendClass >= 0; sendClass--) {
            deferAll(Collections.nCopies(OF_ONE_USER / CLASSES.size(), "one"), sendClass);
            for (int i = 0; i < OF_EACH_OTHER / CLASSES.size(); i++) deferAll(others, sendClass);
        }
        // As ever when the night is long, the lanes have looked at every partition since the last send was parked
        // there.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seenWaiting()).isEqualTo(waiting.size()));
        gateway.moveClockTo(dawn);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(released()).hasSameSizeAs(waiting.keySet()));
        assertThat(released()).doesNotHaveDuplicates();
        assertThat(heard.begunByLane()).hasSize(GatewayFixture.LANES);
        for (int lane = 0; lane < GatewayFixture.LANES; lane++) {
            var order = heard.begunByLane().get(lane).stream()
                    .map(message -> waiting.get(message.sendId()))
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(order)
                    .as("what lane %d took up", lane)
                    .extracting(Waiting::sendClass)
                    .isSorted();
            for (int sendClass = 1; sendClass < CLASSES.size(); sendClass++) {
                int each = sendClass;
                assertThat(order)
                        .filteredOn(waiting -> waiting.sendClass == each)
                        .as("what lane %d took up of class %d", lane, sendClass)
                        .isNotEmpty()
                        .extracting(Waiting::deadline)
                        .isSorted();
            }
        }
    }

    /// Redis knows the scripts from then on, each node of a cluster; the first calls of one are made twice, the second
    /// time in any order.
    private void aReleaseBefore(List<String> users) throws Exception {
        var evening = night.minus(Duration.ofHours(1));
        var sent = new ArrayList<String>();
        for (var user : users) {
            var answer = gateway.send(202, """
                    {"user":"%s","category":"now","content":{"title":"t"},"moment":{"from":"%s","until":"%s"}}""".formatted(user, evening, night));
            sent.add(answer.get("send_id").asText());
        }
        gateway.moveClockTo(evening);
        for (var sendId : sent) gateway.awaitState(sendId, "accepted");
    }

    private static double seenWaiting() {
        return gateway.meters.get("opportune.waiting").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    private List<String> released() {
        return heard.begun().stream()
                .map(message -> message.sendId())
                .filter(waiting::containsKey)
                .toList();
    }

    /// One send of each of these users that waits for the dawn.
    private void deferAll(List<String> users, int sendClass) throws Exception {
        var answers = new HashMap<Waiting, Future<HttpResponse<String>>>();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            for (var user : users) {
                var deadline = dawn.plusSeconds(600).plusMillis(random.nextLong(20_000_000));
                var request = gateway.postRequest("/v1/sends", """
                        {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"until":"%s"}}""".formatted(user, CLASSES.get(sendClass), deadline));
                answers.put(
                        new Waiting(sendClass, deadline),
                        callers.submit(() -> client.send(request, HttpResponse.BodyHandlers.ofString())));
            }
        }
        for (var answer : answers.entrySet()) {
            var body = GatewayFixture.JSON.readTree(answer.getValue().get().body());
            assertThat(body.path("decision").asText()).as(body.toString()).isEqualTo("deferred");
            waiting.put(body.get("send_id").asText(), answer.getKey());
        }
    }

    /// A connector may hold up what goes to a device token that no provider has accepted yet.
    private static void userWithProvenDevice(String user) throws Exception {
        var device = "{\"app\":\"shop-ios\",\"device_token\":\"" + GatewayFixture.iosToken(user) + "\"}";
        assertThat(gateway.call("PUT", "/v1/users/" + user + "/devices/phone", device)
                        .statusCode())
                .isEqualTo(201);
        var answer =
                gateway.send(202, "{\"user\":\"" + user + "\",\"category\":\"now\",\"content\":{\"title\":\"t\"}}");
        gateway.awaitState(answer.get("send_id").asText(), "accepted");
    }
}
