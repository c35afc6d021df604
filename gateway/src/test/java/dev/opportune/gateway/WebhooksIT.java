package dev.opportune.gateway;

import static dev.opportune.gateway.GatewayFixture.iosToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.config.WebhookConfig;
import dev.opportune.gateway.webhook.Recipient;
import dev.opportune.gateway.webhook.Times;
import dev.opportune.gateway.webhook.WebhookSecrets;
import dev.opportune.gateway.webhook.Webhooks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

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
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(subjects(recipient)).isEqualTo(sent));

        assertThat(recipient.unsigned).isEmpty();
        assertThat(recipient.deliveries).anyMatch(it -> it.status() == 500);
        assertThat(recipient.deliveries).allSatisfy(it -> {
            assertThat(it.contentType()).isEqualTo("application/cloudevents+json");
            assertThat(it.body().get("id").asText()).isEqualTo(it.id());
            assertThat(it.body().get("type").asText()).isEqualTo("opportune.send.settled");
            assertThat(it.body().at("/data/outcomes/accepted").asInt()).isEqualTo(1);
        });
        assertInOrder(recipient);
        assertThat(meters.get("opportune.webhook.events").counter().count()).isEqualTo(60);
    }

    /// A partition's events come for the first time in the order in which they were written down.
    private static void assertInOrder(Recipient recipient) {
        var last = new HashMap<String, String>();
        for (var id : recipient.accepted()) {
            var parts = id.split("-");
            var position = "%020d-%010d".formatted(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            var before = last.put(parts[0], position);
            if (before != null) assertThat(position).as(id).isGreaterThan(before);
        }
    }

    private static Set<String> subjects(Recipient recipient) {
        var subjects = new HashSet<String>();
        recipient.deliveries.stream()
                .filter(it -> it.status() / 100 == 2)
                .forEach(it -> it.events().forEach(event -> subjects.add(event.get("subject").asText())));
        return subjects;
    }

    private WebhookConfig hook(String name, Recipient to, WebhookConfig.@Nullable Batch batch, String... categories)
            throws Exception {
        var secret = Files.writeString(folder.resolve(name + ".secret"), Recipient.SECRET + "\n");
        return new WebhookConfig(
                name,
                URI.create(to.url()),
                Set.of("opportune.send.settled"),
                Set.of(categories),
                List.of(secret),
                batch,
                true,
                null);
    }

    private Webhooks deliver(String name, WebhookConfig... configs) throws Exception {
        var hooks = new ArrayList<Webhooks.Hook>();
        for (var config : configs) hooks.add(new Webhooks.Hook(config, WebhookSecrets.of(config)));
        var terms = new Webhooks.Terms(
                name, gateway.redis.settings(Duration.ofSeconds(5)), LEASE, HASTY, "opportune/test");
        var webhooks = Webhooks.start(hooks, terms, meters).await(20, TimeUnit.SECONDS);
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
