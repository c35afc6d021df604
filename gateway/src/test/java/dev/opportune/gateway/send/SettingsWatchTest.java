package dev.opportune.gateway.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsWatchTest {

    private final SettingsWatch watch = new SettingsWatch("good");

    @Test
    void other_settings_and_the_end_of_a_fault_are_a_mend_once() {
        assertThat(watch.isMended("good", false)).isFalse();
        assertThat(watch.isMended("other", false)).isTrue();
        assertThat(watch.isMended("other", true)).isFalse();
        assertThat(watch.isFaulty()).isTrue();
        assertThat(watch.isMended("other", false)).isTrue();
        assertThat(watch.isMended("other", false)).isFalse();
    }

    @Test
    void settings_that_were_wrong_only_between_two_looks_are_mended() {
        watch.refused("wrong");
        assertThat(watch.isMended("good", false)).isTrue();
        assertThat(watch.isMended("good", false)).isFalse();
    }

    @Test
    void those_that_are_refused_and_stay_are_not_mended() {
        watch.refused("good");
        assertThat(watch.isMended("good", false)).isFalse();
        assertThat(watch.isMended("good", true)).isFalse();
        assertThat(watch.isMended("mended", false)).isTrue();
    }
}
