package dev.opportune.perf.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    @Test
    void heap_in_use_is_what_the_last_full_collection_left() {
        double inUse = Heap.last(List.of(
                "[1.0s][info][gc] GC(3) Pause Full (Diagnostic Command) 60M->21M(256M) 31.1ms",
                "[2.0s][info][gc] GC(4) Pause Full (Diagnostic Command) 80M->33M(256M) 30.4ms",
                "[3.0s][info][gc] GC(5) Pause Young (Normal) (G1 Evacuation Pause) 120M->50M(256M) 2.0ms"));

        assertThat(inUse).isEqualTo(33);
    }

    @Test
    void a_machine_is_busy_with_all_but_idling_waiting_for_disks_and_its_guests_twice() {
        assertThat(Cpu.busySeconds("cpu  100 20 30 5000 60 7 8 9 40 0")).isCloseTo(1.74, within(1e-9));
    }

    @Test
    void processes_that_belong_together_are_added_up() {
        var before = new Cpu(Map.of("master-1", 1.0, "master-2", 2.0));
        var after = new Cpu(Map.of("master-1", 1.5, "master-2", 2.25));

        assertThat(after.microsSince(before, "master-1+master-2")).isCloseTo(750_000, within(1e-6));
    }
}
