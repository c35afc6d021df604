package dev.opportune.gateway.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void callers_take_turns_however_many_connections_each_has() {
        var turns = new Turns<String>();
        for (int i = 1; i <= 4; i++) turns.add("many", "many " + i);
        turns.add("one", "one");
        turns.add("two", "two 1");
        turns.add("two", "two 2");

        var order = new ArrayList<String>();
        order.add(turns.remove());
        order.add(turns.remove());
        turns.add("one", "one again");
        while (!turns.isEmpty()) order.add(turns.remove());

        assertThat(order).containsExactly("many 1", "one", "two 1", "many 2", "one again", "two 2", "many 3", "many 4");
        assertThat(turns.size()).isZero();
    }
}
