package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two gateways, one of which is killed under load, twice. `perf/run chaos` does more of it for longer.
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLERS = 8;
    private static final int KILLS = 2;
    private static final int SENDS_BETWEEN = 200;
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofSeconds(45);

    /// A push is in the simulator's record so soon after it was written, but for pauses of this machine.
    private static final Duration RECORDED_AFTER = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final List<ServingProcess> gateways = new ArrayList<>();

    /// By send id.
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestRedis redis;
    private Simulator simulator;
    private volatile boolean posting = true;

    private record Told(String deviceToken, Instant deadline) {}

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        simulator = Simulator.start(SimulatorSettings.defaults());
        simulator.behaviour().latency(Provider.FCM, Latency.logNormal(Duration.ofMillis(50), Duration.ofMillis(500)));
        Files.writeString(folder.resolve("policy.yaml"), ServingFixture.POLICY);
        var apps = Files.readString(simulator.writeCredentials(folder).apps());
        for (var name : List.of("gateway-1", "gateway-2")) {
            var gateway = new ServingProcess(
                    folder, name, redis, "policy_file: policy.yaml\nlease: %s\n%s".formatted(LEASE, apps));
            gateways.add(gateway);
            gateway.start();
        }
    }

    @AfterEach
    void stop() throws Exception {
        posting = false;
        for (var gateway : gateways) gateway.kill();
        simulator.close();
        redis.close();
        http.close();
    }

    @Test
    void what_a_killed_gateway_had_accepted_ends_once_in_time_and_its_copies_replace_the_first() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Future<Void>>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                callers.add(threads.submit(() -> post("c" + number)));
            }
            try {
                for (int i = 0; i < KILLS; i++) {
                    awaitMore();
                    gateways.getFirst().kill();
                    awaitMore();
                    gateways.getFirst().start();
                }
                awaitMore();
            } finally {
                posting = false;
            }
            for (var caller : callers) caller.get();
        }

        var states = awaitEnds();
        var pushes = simulator.pushes(PushQuery.all()).stream()
                .filter(push -> push.status() == 200)
                .collect(Collectors.groupingBy(Push::deviceToken));
        long copies = pushes.values().stream().mapToLong(it -> it.size() - 1).sum();
        LOG.info("{} sends over {} kills ended {}, {} were pushed twice", told.size(), KILLS, states, copies);
        assertThat(states.keySet()).isSubsetOf("accepted", "unconfirmed").contains("accepted");
        assertThat(pushes.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        told.values().stream().map(Told::deviceToken).toList());
        told.forEach((sendId, send) -> assertThat(pushes.get(send.deviceToken))
                .hasSizeLessThanOrEqualTo(1 + KILLS)
                .allSatisfy(push -> {
                    assertThat(push.at()).isBefore(send.deadline.plus(RECORDED_AFTER));
                    assertThat(collapseId(push)).isEqualTo(sendId);
                }));
    }

    private void awaitMore() {
        int before = told.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> told.size() > before + SENDS_BETWEEN);
    }

    /// One caller: one send after another, each with its key until some gateway has taken it.
    private Void post(String caller) throws InterruptedException {
        for (int i = 0; posting; i++) {
            var name = caller + "-" + i;
            var body = """
                    {"user":"%s","category":"news","content":{"title":"t"},"moment":{"ttl":"%s"},
                     "idempotency_key":"k","devices":[{"app":"shop-android","device_token":"and-%s"}]}""".formatted(name, MOMENT, name);
            for (int gateway = i; !post(gateways.get(gateway % gateways.size()), body, "and-" + name); gateway++) {
                Pacing.rest(Duration.ofMillis(50));
            }
            Pacing.restUpTo(Duration.ofMillis(50));
        }
        return null;
    }

    private boolean post(ServingProcess gateway, String body, String deviceToken) throws InterruptedException {
        var request = HttpRequest.newBuilder(uri(gateway, "/v1/sends"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) return false;
            var said = JSON.readTree(answer.body());
            var deadline = Instant.parse(said.get("deadline").asText());
            told.put(said.get("send_id").asText(), new Told(deviceToken, deadline));
            return true;
        } catch (IOException _) {
            return false; // nobody can know: asked again with its key
        }
    }

    private Map<String, Long> awaitEnds() {
        var ends = new ConcurrentHashMap<String, String>();
        await().atMost(MOMENT.multipliedBy(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    for (var sendId : told.keySet()) {
                        if (ends.containsKey(sendId)) continue;
                        var state = receipt(sendId).path("state").asText();
                        if (!List.of("waiting", "ready", "dispatching").contains(state)) ends.put(sendId, state);
                    }
                    return ends.size() == told.size();
                });
        return ends.values().stream().collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    }

    private JsonNode receipt(String sendId) throws Exception {
        var request = HttpRequest.newBuilder(uri(gateways.getLast(), "/v1/sends/" + sendId));
        return JSON.readTree(
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private static URI uri(ServingProcess gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.port + path);
    }

    private static String collapseId(Push push) {
        try {
            return JSON.readTree(push.payload())
                    .at("/message/android/notification/tag")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
