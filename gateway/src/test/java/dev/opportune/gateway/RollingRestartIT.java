package dev.opportune.gateway;

import static dev.opportune.gateway.ServingFixture.freePort;
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
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two gateways on one Redis, each ended and started again in turn while callers keep their connections alive and go by
/// `/readyz`: none of their requests fails, each send ends once, and none is pushed after its deadline.
class RollingRestartIT {

    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLERS_OF_EACH_VERSION = 6;
    private static final int ROUNDS = 2;
    private static final Duration MOMENT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final List<Instance> instances = new ArrayList<>();

    /// By send id.
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private TestRedis redis;
    private Simulator simulator;
    private X509Bundle ca;
    private volatile boolean posting = true;

    /// What a caller was answered.
    private record Told(String deviceToken, Instant deadline) {}

    /// One of the two, always on the same ports.
    private static final class Instance {
        private final Path config;
        private final int port;
        private final int adminPort;
        private Serving serving;
        private volatile boolean ready;

        private Instance(Path config, int port, int adminPort) {
            this.config = config;
            this.port = port;
            this.adminPort = adminPort;
        }

        private void start() throws Exception {
            serving = Serving.onLoopback(config);
        }

        private void look(HttpClient client) throws InterruptedException {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/readyz"))
                    .timeout(Duration.ofSeconds(2));
            try {
                ready = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException unreachable) {
                ready = false;
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        simulator = Simulator.start(SimulatorSettings.defaults());
        simulator.behaviour().latency(Provider.FCM, Latency.logNormal(Duration.ofMillis(20), Duration.ofMillis(200)));
        ca = ServingFixture.ca("servers");
        var server = ServingFixture.of(ca, "localhost");
        Files.writeString(folder.resolve("cert.pem"), server.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), server.getPrivateKeyPEM());
        Files.writeString(folder.resolve("policy.yaml"), ServingFixture.POLICY);
        var apps = Files.readString(simulator.writeCredentials(folder).apps());
        for (int i = 0; i < 2; i++) {
            int port = freePort();
            int adminPort = freePort();
            var config = Files.writeString(
                    folder.resolve("gateway-" + i + ".yaml"),
                    """
                    http: {port: %d, tls: {cert_file: cert.pem, key_file: key.pem}}
                    admin: {port: %d}
                    redis: {%s, durability: memory}
                    lanes: 2
                    policy_file: policy.yaml
                    shutdown: {grace: PT1.5S, timeout: PT20S}
                    """.formatted(port, adminPort, redis.configured()) + apps);
            var instance = new Instance(config, port, adminPort);
            instance.start();
            instances.add(instance);
        }
    }

    @AfterEach
    void stop() throws Exception {
        posting = false;
        instances.forEach(it -> it.serving.close());
        simulator.close();
        redis.close();
    }

    @Test
    void no_request_fails_every_send_ends_once_and_none_is_late() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var looking = HttpClient.newHttpClient();
                var one = client(Version.HTTP_1_1);
                var two = client(Version.HTTP_2)) {
            var running = new ArrayList<Future<?>>();
            for (var instance : instances) {
                instance.look(looking);
                running.add(threads.submit(() -> {
                    while (posting) {
                        instance.look(looking);
                        Pacing.rest(Duration.ofMillis(100));
                    }
                    return null;
                }));
            }
            for (int i = 0; i < CALLERS_OF_EACH_VERSION; i++) {
                int number = i;
                running.add(threads.submit(() -> post(one, "one-" + number)));
                running.add(threads.submit(() -> post(two, "two-" + number)));
            }
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    for (var instance : instances) restart(instance);
                }
            } finally {
                posting = false;
            }
            for (var it : running) it.get();
        }

        assertThat(failures).isEmpty();
        assertThat(told).hasSizeGreaterThan(500);
        var states = awaitEnds();
        LOG.info("{} sends over {} restarts ended {}", told.size(), ROUNDS * instances.size(), states);
        assertThat(states).as("a provider that answers").containsOnlyKeys("accepted");
        var pushes = pushesByDevice();
        assertThat(pushes).hasSameSizeAs(told);
        assertThat(told.values())
                .allSatisfy(send -> assertThat(pushes.get(send.deviceToken))
                        .singleElement()
                        .satisfies(push -> assertThat(push.at()).isBefore(send.deadline)));
    }

    private void restart(Instance instance) throws Exception {
        int before = told.size();
        instance.serving.close();
        instance.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !failures.isEmpty() || (instance.ready && told.size() > before + 50));
    }

    private HttpClient client(Version version) throws Exception {
        try (var trusting = ServingFixture.client(ca, Optional.empty())) {
            return HttpClient.newBuilder()
                    .sslContext(trusting.sslContext())
                    .version(version)
                    .build();
        }
    }

    /// One caller: one request after another, each to one of those that say they are ready.
    private Void post(HttpClient client, String caller) throws InterruptedException {
        for (int i = 0; posting; i++) {
            var deviceToken = "and-" + caller + "-" + i;
            var body = """
                    {"user":"u-%s","category":"news","content":{"title":"t"},"moment":{"ttl":"%s"},
                     "devices":[{"app":"shop-android","device_token":"%s"}]}""".formatted(deviceToken, MOMENT, deviceToken);
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + ready().port + "/v1/sends"))
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.version() != client.version()) failures.add("spoke " + answer.version());
                if (answer.statusCode() == 202) {
                    var said = JSON.readTree(answer.body());
                    var deadline = Instant.parse(said.get("deadline").asText());
                    told.put(said.get("send_id").asText(), new Told(deviceToken, deadline));
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add(caller + ": " + e);
            }
            Pacing.restUpTo(Duration.ofMillis(20));
        }
        return null;
    }

    private Instance ready() {
        var ready = await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(1))
                .until(() -> instances.stream().filter(it -> it.ready).toList(), it -> !it.isEmpty());
        return ready.get(ThreadLocalRandom.current().nextInt(ready.size()));
    }

    private Map<String, Long> awaitEnds() throws Exception {
        try (var client = client(Version.HTTP_2)) {
            var ends = new ConcurrentHashMap<String, String>();
            await().atMost(MOMENT.multipliedBy(2))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        for (var sendId : told.keySet()) {
                            if (ends.containsKey(sendId)) continue;
                            var receipt = receipt(client, sendId);
                            var state = receipt.path("state").asText();
                            if (!List.of("waiting", "ready", "dispatching").contains(state)) ends.put(sendId, state);
                        }
                        return ends.size() == told.size();
                    });
            return ends.values().stream().collect(Collectors.groupingBy(it -> it, Collectors.counting()));
        }
    }

    private JsonNode receipt(HttpClient client, String sendId) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + instances.getFirst().port + "/v1/sends/" + sendId))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private Map<String, List<Push>> pushesByDevice() {
        return simulator.pushes(PushQuery.all()).stream()
                .filter(push -> push.status() == 200)
                .collect(Collectors.groupingBy(Push::deviceToken));
    }
}
