package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.opportune.gateway.send.limit.SendLimits;
import dev.opportune.gateway.trace.Collector;
import dev.opportune.gateway.trace.Collector.Seen;
import dev.opportune.gateway.trace.OtlpTraces;
import dev.opportune.gateway.trace.TraceSettings;
import dev.opportune.gateway.trace.Traces;
import dev.opportune.ratelimiter.fixture.MostlyWaits;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Latency;
import dev.opportune.simulator.record.Provider;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a collector is told of sends, over OTLP: one trace from the caller's to the end, whichever gateways it takes.
@MostlyWaits
class TracesIT {

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: none}
            """;

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + '-' + PARENT + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + '-' + PARENT + "-00";

    private Collector collector;
    private Fleet fleet;
    private Fleet.Member first;
    private Fleet.Member second;

    @BeforeEach
    void start() throws Exception {
        collector = new Collector();
        fleet = Fleet.traced(2, POLICY, SendLimits.DEFAULT.withLease(LEASE), this::traces);
        first = fleet.gateways.getFirst();
        second = fleet.gateways.getLast();
    }

    private Traces traces(String gateway, MeterRegistry meters) {
        var settings = new TraceSettings(collector.endpoint(), 0, Map::of, null, Duration.ofSeconds(5), 1_000);
        return OtlpTraces.start(settings, gateway, "test", Map.of("shop-ios", "apns", "shop-android", "fcm"), meters);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        collector.close();
    }

    @Test
    void a_callers_trace_goes_through_admission_queue_attempt_and_settlement() throws Exception {
        var sendId = first.send(send("mia", "PT1M"), "traceparent", SAMPLED, "tracestate", "vendor=a,other=b");
        awaitSpans(4);

        var admission = one("admission");
        assertThat(admission.parentId()).isEqualTo(PARENT);
        assertThat(admission.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(admission.of("outcome")).isEqualTo("admitted");
        assertThat(admission.of("category")).isEqualTo("news");
        assertThat(collector.spans())
                .as("of one trace")
                .allMatch(it -> it.traceId().equals(TRACE) && it.gateway().equals(first.name))
                .allMatch(it -> it.tracestate().equals("vendor=a,other=b"))
                .allMatch(it -> it.of("send_id").equals(sendId));
        for (var name : List.of("queue", "attempt", "settlement")) {
            assertThat(one(name).parentId()).as(name).isEqualTo(admission.spanId());
        }
        var attempt = one("attempt");
        assertThat(attempt.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(attempt.of("app")).isEqualTo("shop-ios");
        assertThat(attempt.of("provider")).isEqualTo("apns");
        assertThat(attempt.of("attempt")).isEqualTo("1");
        assertThat(attempt.of("outcome")).isEqualTo("accepted");
        assertThat(one("settlement").of("outcome")).isEqualTo("accepted");
        assertThat(collector.spans()).noneMatch(Seen::failed);
    }

    @Test
    void whoever_takes_up_what_was_deferred_goes_on_with_its_trace() throws Exception {
        var from = Instant.now().plusSeconds(2);
        var sendId = first.send(scheduled("noa", from), "traceparent", SAMPLED, "tracestate", "vendor=a");
        soon().untilAsserted(() -> assertThat(collector.spans()).hasSize(1));
        assertThat(one("admission").of("outcome")).isEqualTo("deferred");
        assertThat(one("admission").of("reason")).isEqualTo("scheduled");
        assertThat(fleet.redis.ask("GET", recordOf(sendId))).contains(TRACE, "vendor=a");

        awaitSpans(5);
        for (var name : List.of("claim", "queue", "attempt", "settlement")) {
            assertThat(one(name).parentId()).as(name).isEqualTo(one("admission").spanId());
            assertThat(one(name).tracestate()).as(name).isEqualTo("vendor=a");
            assertThat(one(name).of("send_id")).as(name).isEqualTo(sendId);
        }
        assertThat(collector.spans()).allMatch(it -> it.traceId().equals(TRACE)).noneMatch(Seen::failed);
    }

    @Test
    void an_attempt_that_comes_to_nothing_says_why_and_the_next_one_is_of_the_same_trace() throws Exception {
        var token = GatewayFixture.iosToken("ida");
        fleet.simulator.behaviour().refuse(token, DeviceRefusal.times(ApnsReason.TOO_MANY_REQUESTS, 1));
        var _ = first.send(send("ida", "PT5M"), "traceparent", SAMPLED);
        soon().untilAsserted(() -> assertThat(named("attempt")).hasSize(2));
        soon().untilAsserted(() -> assertThat(named("settlement")).hasSize(1));

        assertThat(named("attempt")).extracting(it -> it.of("attempt")).containsExactlyInAnyOrder("1", "2");
        var refused = named("attempt").stream().filter(Seen::failed).toList();
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().of("outcome")).isEqualTo("throttled");
        assertThat(refused.getFirst().of("reason")).isEqualTo("TooManyRequests");
        assertThat(one("park").of("outcome")).isEqualTo("waiting");
        assertThat(one("claim").of("outcome")).isEqualTo("dispatching");
        assertThat(collector.spans()).allMatch(it -> it.traceId().equals(TRACE));
    }

    @Test
    void what_another_gateway_takes_over_stays_in_its_trace() throws Exception {
        fleet.simulator.behaviour().latency(Provider.APNS, Latency.fixed(Duration.ofSeconds(30)));
        var sendId = first.send(send("lou", "PT45S"), "traceparent", SAMPLED);
        soon().until(() -> fleet.pushesOf(sendId).size() == 1);
        first.pause();
        fleet.simulator.behaviour().normal();
        soon().untilAsserted(() -> assertThat(named("settlement")).hasSize(1));
        soon().untilAsserted(() -> assertThat(named("admission")).hasSize(1));

        assertThat(one("admission").gateway()).isEqualTo(first.name);
        for (var name : List.of("claim", "attempt", "settlement")) {
            assertThat(one(name).gateway()).as(name).isEqualTo(second.name);
            assertThat(one(name).parentId()).as(name).isEqualTo(one("admission").spanId());
        }
        assertThat(one("settlement").of("outcome")).isEqualTo("accepted");

        // It lives after all, and its end of the send is nobody's any more.
        first.goOn();
        soon().untilAsserted(() -> assertThat(collector.spans())
                .filteredOn(it -> it.of("outcome").equals("stale"))
                .extracting(Seen::gateway)
                .containsExactly(first.name));
        assertThat(collector.spans()).allMatch(it -> it.traceId().equals(TRACE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NOT_SAMPLED,
                "00-" + TRACE + '-' + PARENT,
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "ff-" + TRACE + '-' + PARENT + "-01",
                "what is this?"
            })
    void whom_nobody_follows_leaves_no_span_and_nothing_in_redis(String traceparent) throws Exception {
        var from = Instant.now().plusSeconds(2);
        var sendId = first.send(scheduled("eva", from), "traceparent", traceparent, "tracestate", "vendor=a");
        assertThat(fleet.redis.ask("GET", recordOf(sendId))).doesNotContain(TRACE, "vendor", "00-");
        soon().untilAsserted(() ->
                assertThat(second.receipt(sendId).path("state").asText()).isEqualTo("accepted"));

        var followed = "0af7651916cd43dd8448eb211c80319c";
        var _ = first.send(send("eva", "PT1M"), "traceparent", "00-" + followed + '-' + PARENT + "-01");
        awaitSpans(4);
        assertThat(collector.spans()).allMatch(it -> it.traceId().equals(followed));
    }

    @Test
    void nobody_is_told_who_the_user_is_what_is_said_or_to_which_device() throws Exception {
        var _ = first.send(send("mia", "PT1M"), "traceparent", SAMPLED);
        awaitSpans(4);
        assertThat(collector.spans().toString()).doesNotContain("mia", "Rain soon", GatewayFixture.iosToken("mia"));
    }

    private String recordOf(String sendId) throws Exception {
        return fleet.redis.ask("EVAL", "return redis.call('KEYS', '*:s:' .. ARGV[1])[1]", "0", sendId);
    }

    private List<Seen> named(String name) {
        return collector.spans().stream().filter(it -> it.name().equals(name)).toList();
    }

    private Seen one(String name) {
        var found = named(name);
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private void awaitSpans(int count) {
        soon().untilAsserted(() ->
                assertThat(collector.spans()).extracting(Seen::name).hasSize(count));
    }

    private static String send(String user, String ttl) {
        return """
                {"user": "%s", "category": "news", "content": {"title": "Rain soon"}, "moment": {"ttl": "%s"},
                 "devices": [{"app": "shop-ios", "device_token": "%s"}]}
                """.formatted(user, ttl, GatewayFixture.iosToken(user));
    }

    private static String scheduled(String user, Instant from) {
        return send(user, "PT1M").replace("{\"ttl\"", "{\"from\": \"" + from + "\", \"ttl\"");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollDelay(Duration.ZERO);
    }
}
