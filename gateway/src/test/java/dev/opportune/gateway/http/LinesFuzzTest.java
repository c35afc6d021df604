package dev.opportune.gateway.http;

import dev.opportune.gateway.fuzz.Mutants;
import org.junit.jupiter.api.Test;

class LinesFuzzTest {

    private static final int MUTANTS = 20_000;

    @Test
    void what_is_nearly_lines_is_cut_into_those_that_there_are() {
        Mutants.of(LinesFuzz.class, LinesFuzz.PIECES).take(MUTANTS).forEach(LinesFuzz::check);
    }
}
