package dev.opportune.connectors.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.PushContent;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.Standing;
import dev.opportune.connectors.Urgency;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// When a refusal that names nobody is the device's fault.
class SuspectsTest {

    private final Suspects suspects = new Suspects();

    @Test
    void a_device_that_is_refused_twice_what_others_take_is_at_fault() {
        suspects.accepted(message("good", "rain"));
        assertThat(suspects.refused(message("bad", "rain"))).isFalse();
        suspects.accepted(message("good", "sun"));
        assertThat(suspects.refused(message("bad", "sun"))).isTrue();
    }

    @Test
    void what_others_take_afterwards_counts_from_the_next_refusal() {
        assertThat(suspects.refused(message("bad", "rain"))).isFalse();
        assertThat(suspects.refused(message("bad", "sun"))).isFalse();
        suspects.accepted(message("good", "rain"));
        suspects.accepted(message("other", "sun"));
        assertThat(suspects.refused(message("bad", "snow"))).isTrue();
    }

    @Test
    void the_same_content_twice_is_not_enough() {
        suspects.accepted(message("good", "rain"));
        assertThat(suspects.refused(message("bad", "rain"))).isFalse();
        assertThat(suspects.refused(message("bad", "rain"))).isFalse();
    }

    @Test
    void content_that_nobody_takes_is_no_devices_fault() {
        for (int i = 0; i < 10; i++) {
            assertThat(suspects.refused(message("a", "wrong " + i))).isFalse();
            assertThat(suspects.refused(message("b", "wrong " + i))).isFalse();
        }
    }

    @Test
    void a_device_that_takes_something_is_no_suspect_any_more() {
        suspects.accepted(message("good", "rain"));
        suspects.accepted(message("good", "sun"));
        assertThat(suspects.refused(message("odd", "rain"))).isFalse();
        suspects.accepted(message("odd", "snow"));
        assertThat(suspects.refused(message("odd", "sun"))).isFalse();
    }

    @Test
    void of_more_devices_than_it_remembers_the_eldest_is_forgotten() {
        suspects.accepted(message("good", "rain"));
        suspects.accepted(message("good", "sun"));
        for (int i = 0; i <= Suspects.MOST_DEVICES; i++) {
            assertThat(suspects.refused(message("d" + i, "rain"))).isFalse();
        }
        assertThat(suspects.devices()).isEqualTo(Suspects.MOST_DEVICES);
        assertThat(suspects.refused(message("d0", "sun"))).isFalse();
        assertThat(suspects.refused(message("d" + Suspects.MOST_DEVICES, "sun")))
                .isTrue();
    }

    @Test
    void of_more_contents_than_it_remembers_the_eldest_is_forgotten() {
        suspects.accepted(message("good", "first"));
        assertThat(suspects.refused(message("bad", "first"))).isFalse();
        for (int i = 0; i < Suspects.MOST_CONTENTS; i++) {
            assertThat(suspects.refused(message("bad", "own " + i))).isFalse();
        }
        suspects.accepted(message("good", "last"));
        assertThat(suspects.refused(message("bad", "last"))).isFalse();
    }

    @Test
    void another_account_begins_anew() {
        suspects.accepted(message("good", "rain"));
        assertThat(suspects.refused(message("bad", "rain"))).isFalse();
        suspects.forget();
        suspects.accepted(message("good", "sun"));
        assertThat(suspects.refused(message("bad", "sun"))).isFalse();
    }

    private static PushMessage message(String address, String title) {
        var content =
                new PushContent.Notification(title, null, null, null, null, null, null, null, Map.of(), null, null);
        return new PushMessage(
                "s-" + address + title,
                address,
                content,
                null,
                null,
                Instant.now().plusSeconds(60),
                Urgency.HIGH,
                Standing.PROVEN);
    }
}
