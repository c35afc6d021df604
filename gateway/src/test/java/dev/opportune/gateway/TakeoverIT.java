package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two gateways, one of which stops: what it had in its hands, and what it does when it goes on.
@MostlyWaits
class TakeoverIT {

    private static final String POLICY = """
            version: "1"
            caps:
              one: {limit: 1, window: PT24H}
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
              once: {class: promotional, quiet_hours: ignore, consent: none, caps: [one]}
            """;

    private static final Logger LOG = LoggerFactory.getLogger(TakeoverIT.class);

    private static final Duration LEASE = Duration.ofSeconds(3);

    private Fleet fleet;
    private Fleet.Member first;
    private Fleet.Member second;

    @BeforeEach
    void start() throws Exception {
        fleet = new Fleet(2, POLICY, SendLimits.DEFAULT.withLease(LEASE));
        first = fleet.gateways.getFirst();
        second = fleet.gateways.getLast();
        // The first answer on a connection to APNs allows more than one message at a time.
        for (var member : fleet.gateways) {
            var sendId = member.send(send("warm-" + member.name, "news", "PT1M"));
            awaitState(second, sendId, "accepted");
        }
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void another_pushes_what_a_dead_gateway_had_on_the_wire_and_its_copies_replace_the_first() throws Exception {
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofSeconds(30)));
        var sent = send(first, 30, "once", "PT45S");
        soon().until(() -> sent.stream().allMatch(id -> fleet.pushesOf(id).size() == 1));

        assertThat(sent).allMatch(first.heard::isOurs);
        first.pause();
        var died = Instant.now();
        fleet.simulator.behaviour().normal();
        soon().until(() -> sent.stream().allMatch(id -> fleet.pushesOf(id).size() == 2));
        var last = sent.stream()
                .map(id -> fleet.pushesOf(id).getLast().at())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        LOG.info(
                "{} sends were taken over within {} of a lease of {}",
                sent.size(),
                Duration.between(died, last),
                LEASE);
        for (var id : sent) {
            awaitState(second, id, "accepted");
            assertThat(fleet.pushesOf(id)).extracting(TakeoverIT::collapseId).containsOnly(id);
        }
        assertThat(sent).as("what its connector would ask before a write").noneMatch(first.heard::isOurs);
        assertThat(second.counted("opportune.takeovers")).isEqualTo(30);

        // It lives after all: what it says of them changes nothing, and takes no second place.
        first.goOn();
        soon().until(() -> first.counted("opportune.stale.settlements") == 30);
        for (var id : sent) {
            assertThat(fleet.pushesOf(id)).hasSize(2);
            assertThat(second.receipt(id).path("state").asText()).isEqualTo("accepted");
        }
        assertThat(second.counted("opportune.stale.settlements")).isZero();
    }

    @Test
    void what_a_provider_answers_after_three_leases_was_its_owners_all_the_time() throws Exception {
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(LEASE.multipliedBy(3)));
        var sent = send(first, 30, "news", "PT1M");
        for (var id : sent) awaitState(second, id, "accepted");
        for (var id : sent) assertThat(fleet.pushesOf(id)).hasSize(1);
        for (var member : fleet.gateways) {
            assertThat(member.counted("opportune.takeovers")).isZero();
        }
    }

    @Test
    void what_waits_in_memory_for_longer_than_its_lease_is_its_owners_all_the_time() throws Exception {
        fleet.simulator.behaviour().streams(Provider.APNS, 1);
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(LEASE.dividedBy(3)));
        var sent = send(first, 9, "news", "PT1M");
        for (var id : sent) awaitState(second, id, "accepted");
        for (var id : sent) assertThat(fleet.pushesOf(id)).hasSize(1);
        for (var member : fleet.gateways) {
            assertThat(member.counted("opportune.takeovers")).isZero();
        }
    }

    @Test
    void a_lane_that_was_stopped_pushes_nothing_that_is_late_or_anothers() throws Exception {
        fleet.simulator.behaviour().streams(Provider.APNS, 1);
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(500)));
        var begun = Instant.now();
        var late = send(first, 10, "news", "PT5S");
        var anothers = send(first, 10, "news", "PT1M");
        first.pause();
        soon().until(() -> second.counted("opportune.takeovers") > 0);
        fleet.simulator.behaviour().normal();
        for (var id : anothers) awaitState(second, id, "accepted");
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(begun.plusSeconds(7)));

        int pushes = fleet.simulator.pushes().size();
        first.goOn();
        soon().until(() -> first.shown("opportune.dispatch.queue") == 0);
        assertThat(first.counted("opportune.stale.settlements")).isEqualTo(second.counted("opportune.takeovers"));
        assertThat(fleet.simulator.pushes()).hasSize(pushes);
        for (var id : late) {
            assertThat(fleet.pushesOf(id)).allMatch(push -> push.at().isBefore(begun.plusSeconds(6)));
        }
    }

    @Test
    void a_lane_that_cannot_renew_its_leases_pushes_nothing_once_they_are_over() throws Exception {
        fleet.simulator.behaviour().streams(Provider.APNS, 1);
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofMillis(300)));
        var sent = send(first, 40, "news", "PT1M");
        fleet.redis.freeze();
        var over = Instant.now().plus(LEASE).plusMillis(500);
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(over));
        int pushes = fleet.simulator.pushes().size();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> fleet.simulator.pushes().size() == pushes);
        fleet.redis.thaw();
        fleet.simulator.behaviour().normal();
        for (var id : sent) awaitState(second, id, "accepted");
    }

    @Test
    void a_redis_that_was_away_for_longer_than_a_lease_costs_no_takeover() throws Exception {
        fleet.simulator
                .behaviour()
                .latency(Provider.APNS, Latency.fixed(LEASE.multipliedBy(5).dividedBy(2)));
        var sent = send(first, 30, "news", "PT1M");
        soon().until(() -> sent.stream().allMatch(id -> fleet.pushesOf(id).size() == 1));
        fleet.redis.freeze();
        var back = Instant.now().plus(LEASE.multipliedBy(2));
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(back));
        fleet.redis.thaw();
        for (var id : sent) awaitState(second, id, "accepted");
        for (var id : sent) assertThat(fleet.pushesOf(id)).hasSize(1);
        for (var member : fleet.gateways) {
            assertThat(member.counted("opportune.takeovers")).isZero();
        }
    }

    @Test
    void gateways_that_were_all_stopped_for_longer_than_a_lease_take_nothing_from_each_other() throws Exception {
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(LEASE.multipliedBy(3)));
        var sent = send(first, 30, "news", "PT1M");
        soon().until(() -> sent.stream().allMatch(id -> fleet.pushesOf(id).size() == 1));
        for (var member : fleet.gateways) member.pause();
        var back = Instant.now().plus(LEASE.multipliedBy(3).dividedBy(2));
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(back));
        second.goOn(); // which looks at what is due before the owner can renew
        var looked = Instant.now().plusSeconds(1);
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(looked));
        first.goOn();
        for (var id : sent) awaitState(second, id, "accepted");
        for (var id : sent) assertThat(fleet.pushesOf(id)).hasSize(1);
        for (var member : fleet.gateways) {
            assertThat(member.counted("opportune.takeovers")).isZero();
        }
    }

    private List<String> send(Fleet.Member member, int count, String category, String ttl) throws Exception {
        var ids = new ArrayList<Future<String>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                var body = send(category + "-" + ttl + "-" + i, category, ttl);
                ids.add(threads.submit(() -> member.send(body)));
            }
        }
        var sent = new ArrayList<String>();
        for (var id : ids) sent.add(id.get());
        return sent;
    }

    private static String send(String user, String category, String ttl) {
        return """
                {"user":"%s","category":"%s","content":{"title":"t"},"moment":{"ttl":"%s"},
                 "devices":[{"app":"shop-ios","device_token":"%s"}]}""".formatted(user, category, ttl, GatewayFixture.iosToken(user));
    }

    private static void awaitState(Fleet.Member member, String sendId, String state) {
        soon().untilAsserted(() ->
                assertThat(member.receipt(sendId).path("state").asText()).isEqualTo(state));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
    }

    private static String collapseId(Push push) {
        return push.headers().get("apns-collapse-id");
    }
}
