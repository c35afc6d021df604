package dev.opportune.gateway.fuzz;

import org.junit.jupiter.api.Test;

class ConfigFuzzTest {

    private static final int MUTANTS = 2_000;

    @Test
    void what_is_nearly_a_configuration_is_taken_or_refused() {
        Mutants.of(ConfigFuzz.class, Yaml.PIECES).take(MUTANTS).forEach(ConfigFuzz::check);
    }
}
