package dev.opportune.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static final int MOST = 1_000;

    private record Taken(String caller, int bytes) {}

    /// Against a plain list of what is held.
    @Test
    void all_callers_have_so_many_bytes_and_one_has_half_of_them() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            var budget = new BodyBudget(MOST);
            var held = new ArrayList<Taken>();
            for (int step = 0; step < 200; step++) {
                if (!held.isEmpty() && random.nextInt(3) == 0) {
                    var gone = held.remove(random.nextInt(held.size()));
                    budget.giveBack(gone.caller, gone.bytes);
                } else {
                    var more = new Taken("caller-" + random.nextInt(4), random.nextInt(300));
                    int his = sum(held.stream()
                            .filter(it -> it.caller.equals(more.caller))
                            .toList());
                    boolean fits = sum(held) + more.bytes <= MOST && his + more.bytes <= MOST / 2;
                    assertThat(budget.take(more.caller, more.bytes)).isEqualTo(fits);
                    if (fits) held.add(more);
                }
                assertThat(budget.taken()).isEqualTo(sum(held));
            }
        }
    }

    private static int sum(List<Taken> held) {
        return held.stream().mapToInt(Taken::bytes).sum();
    }
}
