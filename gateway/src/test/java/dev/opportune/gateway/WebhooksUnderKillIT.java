package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.opportune.gateway.webhook.Recipient;
import dev.opportune.simulator.Simulator;
import dev.opportune.simulator.SimulatorSettings;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two gateways deliver the ends of sends to a receiver that takes them, fails, is away and hangs, and to one that
/// takes
/// batches; one gateway is killed in the middle. The whole of it with `-Dopportune.webhook.events=100000`. Where Python
/// has
/// `standardwebhooks`, that package verifies each request, too.
class WebhooksUnderKillIT {

    private static final Logger LOG = LoggerFactory.getLogger(WebhooksUnderKillIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = Integer.getInteger("opportune.webhook.events", 1_500);
    private static final int LINES = 500;
    private static final int USERS = 400;
    private static final boolean IS_WHOLE = EVENTS >= 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(IS_WHOLE ? 20 : 3);

    /// Says a line for each request: verified or not.
    private static final String VERIFIER = """
            import base64, json, sys
            from standardwebhooks.webhooks import Webhook
            webhook, sound, unsound = Webhook(sys.argv[1]), 0, 0
            for line in sys.stdin:
                id, timestamp, signatures, body = json.loads(line)
                try:
                    webhook.verify(base64.b64decode(body), {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures})
                    sound += 1
                except Exception as e:
                    unsound += 1
                    print(repr(e), file=sys.stderr)
            print(sound, unsound)
            """;

    @TempDir
    private Path folder;

    private final List<ServingProcess> gateways = new ArrayList<>();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestRedis redis;
    private Simulator simulator;
    private Recipient troubled;
    private Recipient batches;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        simulator = Simulator.start(SimulatorSettings.defaults());
        troubled = new Recipient(Recipient.SECRET, true);
        batches = new Recipient(Recipient.SECRET, true);
        Files.writeString(folder.resolve("policy.yaml"), ServingFixture.POLICY);
        Files.writeString(folder.resolve("webhook.secret"), Recipient.SECRET);
        var apps = Files.readString(simulator.writeCredentials(folder).apps());
        var more = """
                policy_file: policy.yaml
                lease: PT5S
                events: {per_partition: 100000, retention: P1D}
                webhooks:
                  - {name: troubled, url: "%s", types: [opportune.send.settled], secret_files: webhook.secret, allow_private: true}
                  - {name: batches, url: "%s", types: [opportune.send.settled], secret_files: webhook.secret, allow_private: true,
                     batch: {events: 50}}
                """.formatted(troubled.url(), batches.url());
        for (var name : List.of("gateway-1", "gateway-2")) {
            var gateway = new ServingProcess(folder, name, redis, more + apps);
            gateways.add(gateway);
            gateway.start();
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (var gateway : gateways) gateway.kill();
        troubled.close();
        batches.close();
        simulator.close();
        redis.close();
        http.close();
    }

    @Test
    void every_event_arrives_signed_and_in_order_though_the_receiver_fails_and_a_gateway_is_killed() throws Exception {
        var verifier = Verifier.start();
        if (verifier.isPresent()) {
            troubled.witness(verifier.get()::saw);
            batches.witness(verifier.get()::saw);
        }
        long begunNanos = System.nanoTime();
        var sending = Thread.ofVirtual().start(this::send);
        makeTrouble();
        sending.join();
        assertThat(sent).hasSize(EVENTS);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> heard(troubled) && heard(batches));
        long seconds = Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds();

        for (var recipient : List.of(troubled, batches)) {
            assertThat(subjects(recipient)).isEqualTo(sent);
            assertThat(recipient.unsigned).isEmpty();
            assertInOrder(recipient);
            LOG.info(
                    "{}: {} events in {} s, {} requests, {} of them failed, {} events accepted twice or more",
                    recipient == troubled ? "troubled" : "batches",
                    EVENTS,
                    seconds,
                    recipient.seen().size(),
                    recipient.seen().stream().filter(it -> it.status() != 200).count(),
                    accepted(recipient) - EVENTS);
        }
        if (verifier.isPresent()) {
            var said = verifier.get().end();
            LOG.info("standardwebhooks: {} (sound, unsound)", said);
            assertThat(said).endsWith(" 0").doesNotStartWith("0 ");
        }
        for (var gateway : gateways) {
            assertThat(metrics(gateway))
                    .contains("opportune_webhook_lost_total{reason=\"trimmed\",webhook=\"troubled\"} 0.0");
        }
    }

    /// One kind after another, each when so much more has arrived.
    private void makeTrouble() throws Exception {
        var hangs = new AtomicReference<>(new CountDownLatch(0));
        var failsUntilNanos = new AtomicLong(System.nanoTime());
        troubled.answers(_ -> {
            hangs.get().await(60, TimeUnit.SECONDS);
            return failsUntilNanos.get() - System.nanoTime() > 0 ? 500 : 200;
        });
        awaitShare(0.15);
        failsUntilNanos.set(System.nanoTime() + Duration.ofSeconds(3).toNanos());
        awaitShare(0.3);
        troubled.restart(Duration.ofSeconds(2));
        awaitShare(0.45);
        gateways.getFirst().kill();
        gateways.getFirst().start();
        awaitShare(0.6);
        hangs.set(new CountDownLatch(1));
        Thread.sleep(Duration.ofSeconds(IS_WHOLE ? 20 : 1)); // the trouble itself: longer than an answer may take
        hangs.get().countDown();
        awaitShare(0.8);
        gateways.get(1).kill();
        gateways.get(1).start();
    }

    private void awaitShare(double share) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> troubled.seen().size() > share * EVENTS);
    }

    /// Lines to one gateway, to the other where that is gone; each by its key.
    private void send() {
        for (int from = 0; from < EVENTS; from += LINES) {
            var lines = new StringBuilder();
            for (int i = from; i < Math.min(EVENTS, from + LINES); i++) {
                lines.append("""
                        {"user":"user-%d","category":"news","content":{"title":"t"},"moment":{"ttl":"PT10M"},"idempotency_key":"k-%d","devices":[{"app":"shop-ios","device_token":"%s"}]}
                        """.formatted(i % USERS, i, iosToken("user-" + i % USERS)));
            }
            for (int tries = 0;
                    !taken(gateways.get(tries % 2), lines.toString(), Math.min(LINES, EVENTS - from));
                    tries++) {
                if (tries > 500) throw new AssertionError("no gateway takes sends");
            }
        }
    }

    private boolean taken(ServingProcess gateway, String lines, int count) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port + "/v1/sends"))
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build();
        var ids = new HashSet<String>();
        try {
            for (var line : http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .toList()) {
                var answer = JSON.readTree(line);
                if (answer.path("status").asInt() == 202) {
                    ids.add(answer.get("send_id").asText());
                }
            }
        } catch (IOException _) {
            pause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        sent.addAll(ids);
        return ids.size() == count;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200)); // as a caller would, until somebody is there
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean heard(Recipient recipient) {
        return accepted(recipient) >= EVENTS && subjects(recipient).size() >= EVENTS;
    }

    private static int accepted(Recipient recipient) {
        return recipient.seen().stream()
                .filter(it -> it.status() == 200)
                .mapToInt(it -> it.body().size())
                .sum();
    }

    private static Set<String> subjects(Recipient recipient) {
        var subjects = new HashSet<String>();
        for (var it : recipient.seen()) {
            if (it.status() == 200) {
                it.body().forEach(event -> subjects.add(event.get("subject").asText()));
            }
        }
        return subjects;
    }

    /// A partition's events, and so a send's, come for the first time in the order in which they were written down.
    private static void assertInOrder(Recipient recipient) {
        var last = new HashMap<String, String>();
        for (var id : recipient.accepted()) {
            var parts = id.split("-", -1);
            var position = "%020d-%010d".formatted(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            var before = last.put(parts[0], position);
            if (before != null) assertThat(position).as(id).isGreaterThan(before);
        }
    }

    private static String metrics(ServingProcess gateway) throws Exception {
        return ServingFixture.get(gateway.adminPort, "/metrics").body();
    }

    /// The independent implementation, which reads along.
    private record Verifier(Process process, Writer to) {

        static Optional<Verifier> start() throws Exception {
            try {
                var probe = new ProcessBuilder("python3", "-c", "import standardwebhooks").start();
                if (probe.waitFor() != 0) return Optional.empty();
            } catch (IOException _) {
                return Optional.empty(); // there is no Python
            }
            var process = new ProcessBuilder("python3", "-c", VERIFIER, Recipient.SECRET)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return Optional.of(new Verifier(process, process.outputWriter(UTF_8)));
        }

        synchronized void saw(String id, String timestamp, String signatures, byte[] body) throws IOException {
            to.write(JSON.writeValueAsString(List.of(
                            id, timestamp, signatures, Base64.getEncoder().encodeToString(body)))
                    + "\n");
        }

        synchronized String end() throws Exception {
            to.close();
            return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        }
    }
}
