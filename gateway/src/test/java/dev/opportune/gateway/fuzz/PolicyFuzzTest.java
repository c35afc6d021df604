package dev.opportune.gateway.fuzz;

import org.junit.jupiter.api.Test;

class PolicyFuzzTest {

    private static final int MUTANTS = 2_000;

    @Test
    void what_is_nearly_a_policy_is_taken_or_refused() {
        Mutants.of(PolicyFuzz.class, Yaml.PIECES).take(MUTANTS).forEach(PolicyFuzz::check);
    }
}
