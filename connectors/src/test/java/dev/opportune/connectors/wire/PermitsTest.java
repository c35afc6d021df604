package dev.opportune.connectors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermitsTest {

    private static final int FIRST = 32;

    private final Permits permits = Permits.oneAtFirst(FIRST, 500);

    @Test
    void there_is_one_until_the_first_valid_answer() {
        permits.streams(1_000);
        assertThat(permits.limit()).isEqualTo(1);
        assertThat(permits.areScarce()).isFalse();
        permits.authenticated();
        assertThat(permits.limit()).isEqualTo(FIRST);
    }

    @Test
    void they_follow_the_streams_down_and_up_at_once() {
        permits.authenticated();
        permits.take();
        permits.take();
        permits.streams(1);
        assertThat(permits.limit()).isEqualTo(1);
        assertThat(permits.room()).isZero();
        permits.give(2);
        assertThat(permits.room()).isEqualTo(1);
        permits.streams(1_000);
        assertThat(permits.room()).isEqualTo(FIRST);
    }

    @Test
    void what_was_learned_is_not_forgotten_while_settings_allow_less() {
        permits.authenticated();
        for (int i = 0; i < 100; i++) permits.take();
        for (int i = 0; i < 200; i++) permits.answered(1_000_000);
        int learned = permits.learned();
        assertThat(learned).isGreaterThan(FIRST).isEqualTo(permits.limit());
        for (int streams = 512; streams >= 1; streams /= 2) permits.streams(streams);
        assertThat(permits.limit()).isEqualTo(1);
        assertThat(permits.learned()).isEqualTo(learned);
        permits.streams(1_000);
        assertThat(permits.limit()).isEqualTo(learned);
    }

    @Test
    void overload_leaves_fewer() {
        permits.authenticated();
        permits.overloaded();
        assertThat(permits.limit()).isLessThan(FIRST).isPositive();
    }

    @Test
    void they_are_scarce_when_more_than_three_quarters_are_taken() {
        permits.authenticated();
        permits.streams(4);
        for (int i = 0; i < 3; i++) permits.take();
        assertThat(permits.areScarce()).isFalse();
        permits.take();
        assertThat(permits.areScarce()).isTrue();
    }

    @Test
    void there_are_never_more_than_the_settings_allow() {
        assertThat(Permits.oneAtFirst(FIRST, 10).limit()).isEqualTo(1);
        var few = Permits.oneAtFirst(FIRST, 10);
        few.authenticated();
        assertThat(few.limit()).isEqualTo(10);
    }
}
