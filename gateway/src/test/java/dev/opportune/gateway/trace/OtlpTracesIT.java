package dev.opportune.gateway.trace;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.gateway.metrics.Timers;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Traces as they are told to a collector, and to one that does not listen.
class OtlpTracesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final int MOST = 600;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SpanQueue.class);
    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        collector.close();
    }

    private Traces traces(URI endpoint, double rate) {
        var settings = new TraceSettings(
                endpoint, rate, () -> Map.of("authorization", "Bearer k"), null, Duration.ofSeconds(1), MOST);
        return OtlpTraces.start(settings, "gateway-1", "test", Map.of("shop-ios", "apns"), meters);
    }

    private double spans(String outcome) {
        return meters.get("opportune.spans").tag("outcome", outcome).counter().count();
    }

    private static void admit(Traces traces) {
        traces.begins(null).admitted("news", "admitted", "");
    }

    @Test
    void without_a_word_of_the_caller_as_many_are_followed_as_the_rate_says() {
        try (var none = traces(collector.endpoint(), 0)) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(none.begins(null).isFollowed()).isFalse();
            }
        }
        try (var tenth = traces(collector.endpoint(), 0.1)) {
            int followed = 0;
            for (int i = 0; i < 20_000; i++) if (tenth.begins(null).isFollowed()) followed++;
            assertThat(followed).isBetween(1_700, 2_300); // seven deviations
        }
    }

    @Test
    void a_callers_word_counts_more_than_the_rate() {
        try (var all = traces(collector.endpoint(), 1)) {
            assertThat(all.begins(caller("00")).isFollowed()).isFalse();
            assertThat(all.begins(caller("01")).id()).isEqualTo(TRACE);
        }
    }

    private static TraceContext caller(String flags) {
        return TraceContext.of(List.of("00-" + TRACE + "-00f067aa0ba902b7-" + flags), List.of());
    }

    @Test
    void what_waits_is_told_at_the_end() {
        var traces = traces(collector.endpoint(), 1);
        for (int i = 0; i < 500; i++) admit(traces);
        traces.close();
        assertThat(collector.spans()).hasSize(500).allMatch(it -> it.parentId().isEmpty());
        assertThat(collector.spans()).allMatch(it -> it.kind() == SpanKind.SPAN_KIND_SERVER);
        assertThat(collector.heads())
                .allSatisfy(head -> assertThat(head.get("Authorization")).containsExactly("Bearer k"));
        assertThat(spans("told")).isEqualTo(500);
        assertThat(spans("dropped") + spans("lost")).isZero();
    }

    @Test
    void a_collector_that_is_not_there_costs_a_bounded_queue_a_count_and_a_line() throws Exception {
        var traces = traces(closed(), 1);
        long begun = System.nanoTime();
        for (int i = 0; i < 20_000; i++) admit(traces);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        await().atMost(Duration.ofSeconds(20)).until(() -> spans("lost") > 0);
        assertThat(meters.get("opportune.spans.waiting").gauge().value()).isLessThanOrEqualTo(MOST);
        assertThat(traces.fault().orElse("")).contains("takes no spans");

        begun = System.nanoTime();
        traces.close();
        var closing = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(spans("told")).isZero();
        assertThat(spans("dropped") + spans("lost")).isEqualTo(20_000);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
        assertThat(log.list).hasSizeLessThanOrEqualTo(2);
        assertThat(took).as("nobody waited for it").isLessThan(Duration.ofSeconds(20));
        assertThat(closing).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void what_a_collector_refused_is_lost_and_what_comes_when_it_takes_again_is_told() {
        try (var traces = traces(collector.endpoint(), 1)) {
            collector.status = 400;
            admit(traces);
            await().atMost(20, SECONDS).until(() -> spans("lost") == 1);
            assertThat(traces.fault().orElse("")).contains("400");
            collector.status = 200;
            admit(traces);
            await().atMost(20, SECONDS).until(() -> spans("told") == 1);
            assertThat(traces.fault()).isEmpty();
        }
    }

    @Test
    void a_histogram_shows_the_trace_of_a_send_that_was_measured_and_of_no_other() {
        var registry = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new Exemplars());
        var followed = Timers.latency("opportune.admission", "a").register(registry);
        var others = Timers.latency("opportune.provider", "b").register(registry);
        try (var traces = traces(collector.endpoint(), 0)) {
            try (var _ = traces.begins(caller("01")).measured()) {
                followed.record(Duration.ofMillis(3));
            }
            try (var _ = traces.begins(caller("00")).measured()) {
                others.record(Duration.ofMillis(3));
            }
        }
        var text = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text.lines().filter(it -> it.startsWith("opportune_admission_seconds_bucket")))
                .anyMatch(it -> it.contains("# {") && it.contains("trace_id=\"" + TRACE + "\""));
        assertThat(text.lines().filter(it -> it.startsWith("opportune_provider")))
                .noneMatch(it -> it.contains("trace_id"));
    }

    private static URI closed() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + free.getLocalPort() + "/v1/traces");
        }
    }
}
