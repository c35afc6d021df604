package dev.opportune.gateway.fuzz;

import org.junit.jupiter.api.Test;

class SendFuzzTest {

    private static final int MUTANTS = 20_000;

    @Test
    void what_is_nearly_a_send_is_read_or_refused() {
        Mutants.of(SendFuzz.class, SendFuzz.PIECES).take(MUTANTS).forEach(SendFuzz::check);
    }
}
