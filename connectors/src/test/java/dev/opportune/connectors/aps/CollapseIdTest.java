package dev.opportune.connectors.aps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollapseIdTest {

    @Test
    void visible_ascii_of_up_to_64_bytes_is_kept() {
        assertThat(CollapseId.of("rain-sale")).isEqualTo("rain-sale");
        assertThat(CollapseId.of("x".repeat(64))).isEqualTo("x".repeat(64));
    }

    @Test
    void what_a_header_cannot_carry_becomes_a_digest_that_keeps_different_keys_different() {
        assertThat(CollapseId.of("雨")).hasSize(43).isEqualTo(CollapseId.of("雨")).isNotEqualTo(CollapseId.of("雪"));
        assertThat(CollapseId.of("a b\r\nc")).matches("[A-Za-z0-9_-]{43}");
        assertThat(CollapseId.of("x".repeat(65))).hasSize(43);
    }
}
