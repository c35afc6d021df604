package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.opportune.gateway.trace.OtlpTraces;
import dev.opportune.gateway.trace.SendTrace;
import dev.opportune.gateway.trace.TraceSettings;
import dev.opportune.ratelimiter.Outcome;
import dev.opportune.ratelimiter.SendState;
import dev.opportune.ratelimiter.send.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EndsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Ends ends = new Ends(nanos::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.opportune.ends");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void an_abnormal_end_is_told_with_what_each_provider_said() {
        ends.saw(
                "7-abc",
                "sale",
                SendState.REJECTED,
                List.of(delivery(Outcome.REJECTED, "BadDeviceToken")),
                SendTrace.NONE);

        assertThat(said())
                .containsExactly(
                        "ended send_id=7-abc category=sale state=rejected shop=rejected/BadDeviceToken attempts=1 left_out=0");
    }

    @Test
    void the_line_of_one_that_somebody_follows_names_its_trace() {
        var settings = new TraceSettings(
                URI.create("http://127.0.0.1:1/v1/traces"), 1, Map::of, null, Duration.ofMillis(100), 512);
        try (var traces = OtlpTraces.start(settings, "gateway", "test", Map.of(), new SimpleMeterRegistry())) {
            var trace = traces.begins(null);
            ends.saw("7-abc", "sale", SendState.EXPIRED, List.of(), trace);

            assertThat(said())
                    .containsExactly(
                            "ended send_id=7-abc category=sale state=expired left_out=0 trace_id=" + trace.id());
            var pair = lines.list.getFirst().getKeyValuePairs().getFirst();
            assertThat(pair.key).isEqualTo("trace.id");
            assertThat(pair.value).isEqualTo(trace.id());
        }
    }

    @Test
    void what_ended_as_it_should_is_not_told() {
        ends.saw("1", "sale", SendState.ACCEPTED, List.of(), SendTrace.NONE);
        ends.saw("2", "sale", SendState.CANCELLED, List.of(), SendTrace.NONE);
        ends.saw("3", "sale", SendState.SUPPRESSED, List.of(), SendTrace.NONE);

        assertThat(said()).isEmpty();
    }

    @Test
    void of_very_many_a_few_a_second_are_told_and_how_many_were_not() {
        for (int i = 0; i < 1_000; i++) ends.saw("a" + i, "sale", SendState.EXPIRED, List.of(), SendTrace.NONE);
        assertThat(said()).hasSize(Ends.MOST);

        nanos.addAndGet(1_000_000_000);
        ends.saw("b", "sale", SendState.EXPIRED, List.of(), SendTrace.NONE);
        assertThat(said()).hasSize(Ends.MOST + 1);
        assertThat(said().getLast()).endsWith("left_out=" + (1_000 - Ends.MOST));
    }

    @Test
    void a_reason_is_one_word_however_the_provider_spells_it() {
        var reason = "No\nended send_id=forged state=\u001b[31m \"}{" + "x".repeat(10_000);
        ends.saw("1", "sale", SendState.REJECTED, List.of(delivery(Outcome.REJECTED, reason)), SendTrace.NONE);

        assertThat(said().getFirst())
                .hasSizeLessThan(200)
                .matches(
                        "ended send_id=1 category=sale state=rejected shop=rejected/No_ended_send_id_forged[\\w.:-]* attempts=1 left_out=0");
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Delivery delivery(Outcome outcome, String reason) {
        return new Delivery("d", "shop", "secret-token", outcome, reason, null, 1, 0, 0, false);
    }
}
