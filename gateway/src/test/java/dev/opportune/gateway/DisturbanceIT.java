package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.PushMessage;
import dev.opportune.simulator.behaviour.Behaviour;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ten thousand sends while both providers close, reset, freeze and slow down their connections and change how many
/// streams they take: the promises hold for each of them.
class DisturbanceIT {

    /// A push is in the simulator's record so soon after it was written, but for pauses of this machine.
    private static final Duration RECORDED_AFTER = Duration.ofMillis(250);

    /// What was paused so long before a deadline may still be made up for after it.
    private static final Duration MADE_UP_FOR = Duration.ofSeconds(1);

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              alert: {class: critical, quiet_hours: ignore, consent: none}
            """;

    private static final Logger LOG = LoggerFactory.getLogger(DisturbanceIT.class);
    private static final int SENDS = 10_000;
    private static final int AT_ONCE = 64;
    private static final Duration MOMENT = Duration.ofSeconds(30);
    private static final Duration SHORT_MOMENT = Duration.ofSeconds(3);
    private static final Duration FREEZE = Duration.ofMillis(700);
    private static final Set<String> ENDED = Set.of("accepted", "unconfirmed", "expired");

    private static final Map<String, HeardProvider> heard = new HashMap<>();

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY, Duration.ofSeconds(5), provider -> {
        var hearing = new HeardProvider(provider);
        heard.put(provider.app(), hearing);
        return hearing;
    });

    /// By send id: its device token.
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private final List<Freeze> freezes = new ArrayList<>();

    @AutoClose
    private final Pauses pauses = new Pauses();

    private record Freeze(Instant from, Instant until) {}

    @Test
    void every_send_ends_once_none_is_late_and_a_copy_only_follows_one_that_may_have_arrived() throws Exception {
        var posting = new AtomicBoolean(true);
        try (var disturbing = Executors.newSingleThreadExecutor()) {
            var disturbed = disturbing.submit(() -> {
                disturbWhile(posting);
                return null;
            });
            post();
            posting.set(false);
            disturbed.get();
        }
        gateway.simulator.behaviour().normal();

        assertThat(told).hasSize(SENDS);
        var ends = awaitEnds();
        var pushes = pushesByDevice();
        for (var send : told.entrySet()) {
            check(send.getKey(), send.getValue(), ends, pushes.getOrDefault(send.getValue(), List.of()));
        }
        assertThat(pushes.keySet()).as("nobody else was pushed").isSubsetOf(Set.copyOf(told.values()));
        var states = ends.values().stream()
                .collect(Collectors.groupingBy(it -> it.path("state").asText(), Collectors.counting()));
        LOG.info("{} sends under disturbance ended {}", SENDS, states);
        assertThat(states).as("the disturbances are not the whole story").containsKey("accepted");
    }

    private void check(String sendId, String deviceToken, Map<String, JsonNode> ends, List<Push> pushes) {
        var attempts = attempts(deviceToken);
        assertThat(attempts)
                .as("attempts are the send's own")
                .allMatch(it -> it.message().sendId().equals(sendId));
        long unconfirmed = attempts.stream()
                .filter(it -> it.outcome() instanceof DeliveryOutcome.Unconfirmed)
                .count();
        assertThat(pushes.size())
                .as("a further push only where one before may have arrived: %s after %s", pushes, attempts)
                .isLessThanOrEqualTo((int) unconfirmed + 1);
        assertThat(pushes.stream().map(DisturbanceIT::collapseId).distinct())
                .as("copies replace the first")
                .allMatch(sendId::equals);
        assertThat(attempts.stream().filter(it -> it.outcome() instanceof DeliveryOutcome.Accepted))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(attempts)
                .as("nothing begins after the deadline")
                .allMatch(it -> it.begun().isBefore(it.message().deadline()));
        for (var push : pushes) notLate(push, attempts.getFirst().message());
        var end = Objects.requireNonNull(ends.get(sendId));
        var state = end.path("state").asText();
        // A lane that a busy machine paused for longer than its lease was taken over: nobody is certain then.
        boolean takenOver = end.at("/deliveries/0/reason").asText().equals("taken_over");
        boolean accepted = attempts.stream().anyMatch(it -> it.outcome() instanceof DeliveryOutcome.Accepted);
        if (accepted) assertThat(state).isEqualTo("accepted");
        else if (unconfirmed > 0 || takenOver) assertThat(state).isEqualTo("unconfirmed");
        else assertThat(state).isEqualTo("expired");
    }

    /// What was written before the deadline and then lay in a frozen provider is the provider's to drop: also when the
    /// freeze began while the push was on its way.
    private void notLate(Push push, PushMessage message) {
        var deadline = message.deadline();
        var onItsWay = deadline.plus(RECORDED_AFTER);
        boolean frozen = freezes.stream()
                .anyMatch(it -> it.from().isBefore(onItsWay) && it.until().isAfter(deadline));
        if (frozen) return;
        var paused = pauses.between(deadline.minus(MADE_UP_FOR), push.at());
        assertThat(push.at())
                .as("%s, deadline %s, paused for %s, frozen %s", push, deadline, paused, freezes)
                .isBefore(onItsWay.plus(paused));
    }

    private List<HeardProvider.Attempt> attempts(String deviceToken) {
        return heard.values().stream()
                .flatMap(it -> it.attempts(deviceToken).stream())
                .toList();
    }

    private void post() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            sideBySide(IntStream.range(0, SENDS).boxed().toList(), number -> postOne(client, number));
        }
    }

    private interface Doing<T> {
        void with(T each) throws Exception;
    }

    private static <T> void sideBySide(Collection<T> all, Doing<T> doing) throws Exception {
        var room = new Semaphore(AT_ONCE);
        var done = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : all) {
                room.acquire();
                done.add(threads.submit(() -> {
                    try {
                        doing.with(each);
                    } finally {
                        room.release();
                    }
                    return null;
                }));
            }
            for (var one : done) one.get();
        }
    }

    private void postOne(HttpClient client, int number) throws Exception {
        boolean ios = number % 2 == 0;
        var deviceToken = ios ? GatewayFixture.iosToken("d-" + number) : "and-d-" + number;
        var body = """
                {"user":"u-%d","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"},"idempotency_key":"k",
                 "devices":[{"app":"%s","device_token":"%s"}]}""".formatted(
                        number,
                        number % 10 == 0 ? "alert" : "news",
                        number % 7 == 0 ? SHORT_MOMENT : MOMENT,
                        ios ? "shop-ios" : "shop-android",
                        deviceToken);
        while (true) {
            var answer = client.send(gateway.postRequest("/v1/sends", body), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                told.put(JSON.readTree(answer.body()).get("send_id").asText(), deviceToken);
                return;
            }
            // The lanes are full: nothing was taken, as the answer says.
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            Pacing.rest(Duration.ofMillis(200));
        }
    }

    private void disturbWhile(AtomicBoolean posting) throws InterruptedException {
        var random = new SplittableRandom(20261122);
        var behaviour = gateway.simulator.behaviour();
        for (var provider : Provider.values()) {
            behaviour.latency(provider, Latency.logNormal(Duration.ofMillis(10), Duration.ofMillis(100)));
        }
        int disturbances = 0;
        while (posting.get() || disturbances < 30) {
            var provider = random.nextBoolean() ? Provider.APNS : Provider.FCM;
            disturb(behaviour, provider, random.nextInt(7), random);
            disturbances++;
            Pacing.rest(Duration.ofMillis(100 + random.nextInt(300)));
        }
    }

    private void disturb(Behaviour behaviour, Provider provider, int kind, SplittableRandom random)
            throws InterruptedException {
        switch (kind) {
            case 0 -> behaviour.goAway(provider, "Shutdown");
            case 1 -> behaviour.goAway(provider, "Shutdown", 5);
            case 2 -> behaviour.reset(provider);
            case 3 -> behaviour.streams(provider, new int[] {1, 2, 20, 1000}[random.nextInt(4)]);
            case 4 -> {
                var from = Instant.now();
                behaviour.freeze(provider);
                Pacing.rest(FREEZE);
                behaviour.unfreeze(provider);
                // What it thaws, it works off for a while.
                freezes.add(new Freeze(from, Instant.now().plusSeconds(2)));
            }
            case 5 -> behaviour.fail(provider, Fault.RESET_AFTER_HANDLING, 3);
            default -> behaviour.fail(provider, Fault.BODILESS_503, 20);
        }
    }

    private Map<String, JsonNode> awaitEnds() {
        var ends = new ConcurrentHashMap<String, JsonNode>();
        await().atMost(MOMENT.plusSeconds(40))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    var open = told.keySet().stream()
                            .filter(id -> !ends.containsKey(id))
                            .toList();
                    sideBySide(open, sendId -> {
                        var receipt = gateway.receipt(sendId);
                        if (ENDED.contains(receipt.path("state").asText())) ends.put(sendId, receipt);
                    });
                    return ends.size() == told.size();
                });
        return ends;
    }

    private Map<String, List<Push>> pushesByDevice() {
        var byDevice = new HashMap<String, List<Push>>();
        for (var push : gateway.simulator.pushes(PushQuery.all())) {
            if (push.status() == 200) {
                byDevice.computeIfAbsent(push.deviceToken(), _ -> new ArrayList<>())
                        .add(push);
            }
        }
        return byDevice;
    }

    private static String collapseId(Push push) {
        if (push.provider() == Provider.APNS) {
            return String.valueOf(push.headers().get("apns-collapse-id"));
        }
        try {
            return JSON.readTree(push.payload())
                    .at("/message/android/notification/tag")
                    .asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
