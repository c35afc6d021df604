package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.webhook.Letters;
import dev.opportune.gateway.webhook.Recipient;
import dev.opportune.gateway.webhook.Times;
import dev.opportune.gateway.webhook.WebhookSecrets;
import dev.opportune.gateway.webhook.Webhooks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The ends of real sends, delivered to receivers that behave in all manners.
class WebhooksIT {

    private static final String POLICY = """
            version: "2026-11-22"
            categories:
              news: {class: critical, quiet_hours: ignore, consent: none}
              sport: {class: critical, quiet_hours: ignore, consent: none}
            """;

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Times HASTY = new Times(
            Duration.ofSeconds(1),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofDays(1));

    private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    @TempDir
    private Path folder;

    private final List<Webhooks> started = new ArrayList<>();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Recipient recipient;

    @BeforeEach
    void start() throws Exception {
        gateway.redis.order("FLUSHALL");
        recipient = new Recipient();
    }

    @AfterEach
    void stop() throws Exception {
        for (var webhooks : started) webhooks.close().await(20, TimeUnit.SECONDS);
        recipient.close();
    }

    @Test
    void every_end_arrives_signed_and_in_order_whatever_the_receiver_answers_meanwhile() throws Exception {
        var failed = ConcurrentHashMap.<String>newKeySet();
        recipient.answers(it -> failed.add(it.id()) && it.id().hashCode() % 3 == 0 ? 500 : 204);
        deliver("one", hook("orders", recipient, null));
        var sent = new HashSet<String>();
        for (int i = 0; i < 60; i++) sent.add(send("user-" + i % 7, "news"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));

        assertThat(recipient.unsigned).isEmpty();
        assertThat(recipient.seen()).anyMatch(it -> it.status() == 500);
        assertThat(recipient.seen()).allSatisfy(it -> {
            assertThat(it.contentType()).isEqualTo("application/cloudevents+json");
            assertThat(it.body().get("id").asText()).isEqualTo(it.id());
            assertThat(it.body().get("type").asText()).isEqualTo("opportune.send.settled");
            assertThat(it.body().at("/data/outcomes/accepted").asInt()).isEqualTo(1);
        });
        assertInOrder(recipient);
        assertThat(meters.get("opportune.webhook.events").counter().count()).isEqualTo(60);
    }

    @Test
    void a_receiver_that_hangs_delays_no_other_and_is_told_all_when_it_answers_again() throws Exception {
        var answers = new CountDownLatch(1);
        try (var slow = new Recipient()) {
            slow.answers(_ -> {
                answers.await();
                return 200;
            });
            var webhooks = deliver("one", hook("slow", slow, null), hook("quick", recipient, null));
            var sent = new HashSet<String>();
            for (int i = 0; i < 40; i++) sent.add(send("user-" + i, "news"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));
            assertThat(subjects(slow)).isEmpty();
            await().atMost(Duration.ofSeconds(30)).until(() -> webhooks.fault(0).isPresent());
            assertThat(webhooks.fault(0).orElseThrow()).contains("no answer within 1 s");
            assertThat(webhooks.fault(1)).isEmpty();
            await().until(() -> meters.get("opportune.webhook.lag")
                            .tag("webhook", "slow")
                            .gauge()
                            .value()
                    > 0);

            answers.countDown();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(subjects(slow)).isEqualTo(sent));
            assertInOrder(slow);
            await().until(() -> webhooks.fault(0).isEmpty());
        }
    }

    @Test
    void batches_are_bounded_and_only_the_categories_that_are_asked_for_are_told() throws Exception {
        var sent = new HashSet<String>();
        for (int i = 0; i < 25; i++) {
            sent.add(send("one-user", "sport"));
            var _ = send("one-user", "news");
        }
        deliver("one", hook("batches", recipient, new WebhookConfig.Batch(10, 64 * 1024), "sport"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));
        assertThat(recipient.seen()).hasSizeBetween(3, 10).allSatisfy(it -> {
            assertThat(it.contentType()).isEqualTo("application/cloudevents-batch+json");
            assertThat(it.body().isArray()).isTrue();
            assertThat(it.body().size()).isBetween(1, 10);
        });
        assertThat(recipient.seen()).anyMatch(it -> it.body().size() == 10);
        assertInOrder(recipient);
    }

    @Test
    void a_gateway_that_ends_leaves_its_partitions_to_another_which_goes_on_where_it_was() throws Exception {
        var first = deliver("one", hook("orders", recipient, null));
        var sent = new HashSet<String>();
        for (int i = 0; i < 20; i++) sent.add(send("user-" + i, "news"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));
        deliver("two", hook("orders", recipient, null));
        first.close().await(20, TimeUnit.SECONDS);
        started.remove(first);
        for (int i = 0; i < 20; i++) sent.add(send("user-" + i, "news"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));
        assertThat(recipient.seen()).as("none is told twice").hasSize(40);
        assertInOrder(recipient);
    }

    @Test
    void a_receiver_that_says_it_is_gone_is_told_nothing_until_an_operator_takes_it_back() throws Exception {
        recipient.answers(_ -> 410);
        var webhooks = deliver("one", hook("orders", recipient, null));
        var sent = new HashSet<String>();
        sent.add(send("user", "news"));
        await().atMost(Duration.ofSeconds(30)).until(() -> webhooks.fault(0).isPresent());
        assertThat(webhooks.fault(0).orElseThrow()).contains("gone (410)", "opportune webhooks enable --name orders");
        await().until(() -> meters.get("opportune.webhook.gone").gauge().value() == 1);
        recipient.answers(_ -> 200);
        deliver("two", hook("orders", recipient, null)); // another gateway hears of it from Redis
        sent.add(send("user", "news"));
        await().until(() -> started.get(1).fault(0).isPresent());
        assertThat(subjects(recipient)).isEmpty();

        try (var letters = Letters.of(gateway.redis.settings(Duration.ofSeconds(5)))) {
            assertThat(letters.gone()).containsOnlyKeys("orders");
            assertThat(letters.enable("orders")).isTrue();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));
    }

    @Test
    void an_event_that_is_refused_while_others_are_taken_holds_its_partition_up_no_longer_and_can_be_repeated()
            throws Exception {
        var poison = send("user", "news");
        recipient.answers(it ->
                it.events().stream().anyMatch(e -> e.get("subject").asText().equals(poison)) ? 422 : 200);
        var behind = new HashSet<String>();
        for (int i = 0; i < 3; i++) behind.add(send("user", "news"));
        deliver("one", hook("orders", recipient, new WebhookConfig.Batch(3, 64 * 1024)));
        for (int i = 0; !subjects(recipient).containsAll(behind); i++) {
            assertThat(i).as("the partition is held up").isLessThan(2_000);
            var _ = send("other-" + i % 50, "news"); // so that the receiver is seen to take others
        }
        try (var letters = Letters.of(gateway.redis.settings(Duration.ofSeconds(5)))) {
            assertThat(letters.dead("orders")).singleElement().satisfies(it -> {
                assertThat(it.letter().fault()).isEqualTo("status 422");
                assertThat(it.letter().attempts()).isGreaterThanOrEqualTo(10);
            });
            assertThat(meters.get("opportune.webhook.given.up").counter().count())
                    .isEqualTo(1);
            recipient.answers(_ -> 200);
            assertThat(letters.repeat("orders", List.of())).isEqualTo(1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> subjects(recipient).contains(poison));
            await().untilAsserted(() -> assertThat(letters.dead("orders")).isEmpty());
        }
    }

    @Test
    void both_secrets_sign_while_they_change_and_a_file_that_changes_is_read_again() throws Exception {
        var first = Files.writeString(folder.resolve("first"), Recipient.SECRET);
        var second = Files.writeString(folder.resolve("second"), OTHER_SECRET + "\n");
        try (var changed = new Recipient(OTHER_SECRET)) {
            var configs = new ArrayList<WebhookConfig>();
            for (var to : List.of(recipient, changed)) {
                configs.add(new WebhookConfig(
                        "hook-" + configs.size(),
                        URI.create(to.url()),
                        Set.of("opportune.send.settled"),
                        Set.of(),
                        List.of(first, second),
                        null,
                        true,
                        null));
            }
            var secrets = List.of(WebhookSecrets.of(configs.get(0)), WebhookSecrets.of(configs.get(1)));
            deliver(
                    "one",
                    new Webhooks.Hook(configs.get(0), secrets.get(0)),
                    new Webhooks.Hook(configs.get(1), secrets.get(1)));
            var sent = new HashSet<String>();
            sent.add(send("user", "news"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(subjects(recipient)).isEqualTo(sent);
                assertThat(subjects(changed)).isEqualTo(sent);
            });

            Files.writeString(first, OTHER_SECRET);
            secrets.forEach(it -> it.watch().lookAtOnce());
            sent.add(send("user", "news"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(subjects(changed)).isEqualTo(sent));
            await().atMost(Duration.ofSeconds(30)).until(() -> !recipient.unsigned.isEmpty());
            Files.writeString(first, "whsec_nothing");
            secrets.get(0).watch().lookAtOnce();
            assertThat(secrets.get(0).watch().fault().orElseThrow())
                    .contains("the secrets before them stay")
                    .doesNotContain("whsec_nothing");
        }
    }

    /// @param needs a command that succeeds where the language is, with what it needs
    record Program(String file, List<String> needs, List<String> command) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Program> receivers() {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(
                new Program(
                        "receive.py",
                        List.of("python3", "-c", "import standardwebhooks"),
                        List.of("python3", "receive.py")),
                new Program("receive.go", List.of("go", "version"), List.of("go", "run", "receive.go")),
                new Program("Receive.java", List.of(java, "--version"), List.of(java, "Receive.java")));
    }

    @ParameterizedTest
    @MethodSource("receivers")
    void the_guides_receivers_take_what_is_signed_and_print_it_once(Program program) throws Exception {
        assumeTrue(runs(program.needs()), program + " cannot be run here");
        int port = ServingFixture.freePort();
        var command = new ArrayList<>(program.command());
        command.add(Integer.toString(port));
        var builder = new ProcessBuilder(command)
                .directory(Path.of("..", "docs", "snippets").toFile());
        builder.environment().put("WEBHOOK_SECRET", Recipient.SECRET);
        var printed = folder.resolve("printed");
        var process = builder.redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var sent = List.of(send("u-1", "news"), send("u-2", "news"));
            deliver("one", hook("receiver", "http://127.0.0.1:" + port + "/", null));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Files.readString(printed)).contains(sent));
            assertThat(Files.readAllLines(printed)).hasSize(2).allMatch(it -> it.contains("accepted"));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static boolean runs(List<String> command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// A partition's events come for the first time in the order in which they were written down.
    private static void assertInOrder(Recipient recipient) {
        var last = new HashMap<String, String>();
        for (var id : recipient.accepted()) {
            var parts = id.split("-", -1);
            var position = "%020d-%010d".formatted(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            var before = last.put(parts[0], position);
            if (before != null) assertThat(position).as(id).isGreaterThan(before);
        }
    }

    private static Set<String> subjects(Recipient recipient) {
        var subjects = new HashSet<String>();
        recipient.seen().stream()
                .filter(it -> it.status() / 100 == 2)
                .forEach(it -> it.events()
                        .forEach(event -> subjects.add(event.get("subject").asText())));
        return subjects;
    }

    private WebhookConfig hook(String name, Recipient to, WebhookConfig.@Nullable Batch batch, String... categories)
            throws Exception {
        return hook(name, to.url(), batch, categories);
    }

    private WebhookConfig hook(String name, String url, WebhookConfig.@Nullable Batch batch, String... categories)
            throws Exception {
        var secret = Files.writeString(folder.resolve(name + ".secret"), Recipient.SECRET + "\n");
        return new WebhookConfig(
                name,
                URI.create(url),
                Set.of("opportune.send.settled"),
                Set.of(categories),
                List.of(secret),
                batch,
                true,
                null);
    }

    @CanIgnoreReturnValue
    private Webhooks deliver(String name, WebhookConfig... configs) throws Exception {
        var hooks = new Webhooks.Hook[configs.length];
        for (int i = 0; i < hooks.length; i++) hooks[i] = new Webhooks.Hook(configs[i], WebhookSecrets.of(configs[i]));
        return deliver(name, hooks);
    }

    @CanIgnoreReturnValue
    private Webhooks deliver(String name, Webhooks.Hook... hooks) throws Exception {
        var terms =
                new Webhooks.Terms(name, gateway.redis.settings(Duration.ofSeconds(5)), LEASE, HASTY, "opportune/test");
        var webhooks = Webhooks.start(List.of(hooks), terms, meters).await(20, TimeUnit.SECONDS);
        started.add(webhooks);
        return webhooks;
    }

    private static String send(String user, String category) throws Exception {
        return gateway.send(202, """
                        {"user":"%s","category":"%s","content":{"title":"t"},
                         "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, category, iosToken(user)))
                .get("send_id")
                .asText();
    }
}
