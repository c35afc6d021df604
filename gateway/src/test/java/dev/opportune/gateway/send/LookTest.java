package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.ratelimiter.SendClass;
import dev.opportune.ratelimiter.send.Scan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which sends one look may claim, and when.
class LookTest {

    private static final int MANY = 100;

    private final Look look = new Look(1_000);

    @Test
    void what_is_ready_goes_class_first_then_earliest_deadline_over_all_partitions() {
        look.saw(1, found(List.of(), critical("c-late", 90), promotional("p-early", 10)));
        look.saw(2, found(List.of(), critical("c-early", 20), transactional("t", 15), promotional("p-late", 80)));
        assertThat(look.first(3)).containsExactly("c-early", "c-late", "t");
        assertThat(look.first(MANY)).as("each once").containsExactly("p-early", "p-late");
    }

    @Test
    void between_pages_only_critical_sends_go() {
        look.saw(1, found(List.of("due"), critical("c", 90), transactional("t", 10)));
        look.saw(2, found(List.of(), critical("c-early", 20), promotional("p", 10)));
        assertThat(look.toWake()).containsExactly("due");
        assertThat(look.unfinished()).containsExactly(1);
        assertThat(look.firstCritical(MANY)).containsExactly("c-early", "c");
        assertThat(look.firstCritical(MANY)).as("each once").isEmpty();
    }

    @Test
    void all_goes_when_what_was_due_is_woken() {
        look.saw(1, found(List.of("due"), promotional("p", 10)));
        look.saw(1, found(List.of(), critical("due", 50), promotional("p", 10)));
        assertThat(look.unfinished()).isEmpty();
        assertThat(look.first(MANY)).containsExactly("due", "p");
    }

    @Test
    void of_a_partition_of_which_more_is_to_be_woken_only_critical_sends_go() {
        look.saw(1, found(List.of("a"), promotional("p-1", 10)));
        look.saw(2, found(List.of(), promotional("p-2", 20)));
        look.saw(1, found(List.of("b"), critical("a", 30), promotional("p-1", 10)));
        assertThat(look.first(MANY)).containsExactly("a", "p-2");
    }

    @Test
    void what_could_not_be_woken_holds_nothing_up() {
        look.saw(1, found(List.of("stuck"), promotional("p", 10)));
        look.saw(1, found(List.of("stuck"), promotional("p", 10)));
        assertThat(look.toWake()).isEmpty();
        assertThat(look.unfinished()).isEmpty();
        assertThat(look.first(MANY)).containsExactly("p");
    }

    private static Scan.Ready critical(String sendId, long deadlineMillis) {
        return new Scan.Ready(SendClass.CRITICAL, deadlineMillis, sendId);
    }

    private static Scan.Ready transactional(String sendId, long deadlineMillis) {
        return new Scan.Ready(SendClass.TRANSACTIONAL, deadlineMillis, sendId);
    }

    private static Scan.Ready promotional(String sendId, long deadlineMillis) {
        return new Scan.Ready(SendClass.PROMOTIONAL, deadlineMillis, sendId);
    }

    private static Scan.Found found(List<String> due, Scan.Ready... ready) {
        return new Scan.Found(1_000, Long.MAX_VALUE, due, List.of(ready), new Scan.Counts(0, Map.of()));
    }
}
