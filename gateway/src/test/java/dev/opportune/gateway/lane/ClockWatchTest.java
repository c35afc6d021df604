package dev.opportune.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClockWatchTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClockWatch watch = new ClockWatch(Duration.ofMinutes(1), meters);
    private final Logger logger = (Logger) LoggerFactory.getLogger(ClockWatch.class);
    private final @Nullable Level levelBefore = logger.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setLevel(levelBefore);
    }

    @Test
    void a_difference_of_less_than_ten_seconds_is_no_fault() {
        watch.saw(Duration.ofMillis(9_999));
        watch.saw(Duration.ofMillis(-9_999));
        assertThat(watch.fault()).isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void from_ten_seconds_on_it_is_a_fault_that_names_the_clock_and_the_difference() {
        watch.saw(Duration.ofSeconds(10));
        assertThat(watch.fault()).get().asString().startsWith("this machine's clock is 10 s ahead of Redis'");
        watch.saw(Duration.ofMinutes(-12));
        assertThat(watch.fault()).get().asString().startsWith("this machine's clock is 720 s behind Redis'");
    }

    @Test
    void it_is_warned_of_once_a_spell_and_its_end_is_told_too() {
        for (long seconds : new long[] {3, 12, 720, 11, -40, 10, 2, 1, -11, -12, 0, 0}) {
            watch.saw(Duration.ofSeconds(seconds));
        }
        assertThat(said())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("WARN this machine's clock is 12 s ahead of Redis'"),
                        second -> assertThat(second).isEqualTo("INFO this machine's clock agrees with Redis' again"),
                        third -> assertThat(third).startsWith("WARN this machine's clock is 11 s behind Redis'"),
                        fourth -> assertThat(fourth).isEqualTo("INFO this machine's clock agrees with Redis' again"));
    }

    @Test
    void a_clock_that_is_about_at_the_bound_is_not_told_of_all_the_time() {
        for (int i = 0; i < 20; i++) watch.saw(Duration.ofMillis(i % 2 == 0 ? 10_100 : 9_900));
        assertThat(said()).hasSize(1);
    }

    @Test
    void a_quarter_of_a_lease_is_too_much_where_that_is_less() {
        var strict = new ClockWatch(Duration.ofSeconds(24), new SimpleMeterRegistry());
        strict.saw(Duration.ofMillis(5_900));
        assertThat(strict.fault()).isEmpty();
        strict.saw(Duration.ofSeconds(-6));
        assertThat(strict.fault()).isPresent();
    }

    @Test
    void the_gauge_shows_the_difference_with_its_sign() {
        watch.saw(Duration.ofMillis(-1_500));
        assertThat(shown()).isEqualTo(-1.5);
        watch.saw(Duration.ofMillis(720_250));
        assertThat(shown()).isEqualTo(720.25);
    }

    private double shown() {
        return meters.get("opportune.clock.skew").gauge().value();
    }

    private List<String> said() {
        return log.list.stream()
                .map(it -> it.getLevel() + " " + it.getFormattedMessage())
                .toList();
    }
}
