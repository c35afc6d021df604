package dev.opportune.connectors.apns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.opportune.connectors.DeliveryOutcome;
import dev.opportune.connectors.DeliveryOutcome.Accepted;
import dev.opportune.connectors.DeliveryOutcome.Foreign;
import dev.opportune.connectors.DeliveryOutcome.Unregistered;
import dev.opportune.connectors.Messages;
import dev.opportune.connectors.Standing;
import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.record.Push;
import dev.opportune.simulator.record.PushQuery;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unproven device tokens, of which too many are bad.
class ApnsProbationIT {

    private static final String BAD = "bad0" + Messages.DEVICE_TOKEN;
    private static final String NEW = "fade" + Messages.DEVICE_TOKEN;
    private static final int TOO_MANY = Probation.MOST_BAD + 1;

    private ApnsRig rig;

    @BeforeEach
    void start(@TempDir Path folder) {
        rig = new ApnsRig(folder).connect(ApnsRig.QUICK, 1);
        rig.simulator.behaviour().refuse(BAD, DeviceRefusal.always(ApnsReason.BAD_DEVICE_TOKEN));
        assertThat(rig.deliver(rig.message(1))).isInstanceOf(Accepted.class);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void with_few_bad_ones_all_go_the_same_way() {
        sendBad(Probation.MOST_BAD);
        assertThat(unproven(2)).isInstanceOf(Accepted.class);
        assertThat(connectionOf(2)).isEqualTo(connectionOf(1));
        assertThat(rig.heard("opened")).isEqualTo(1);
    }

    @Test
    void with_too_many_unproven_ones_go_through_a_connection_of_their_own() {
        sendBad(TOO_MANY);
        ApnsRig.until(() -> rig.room(Standing.UNPROVEN) == 1);
        assertThat(unproven(2)).isInstanceOf(Accepted.class);
        assertThat(rig.deliver(rig.message(3))).isInstanceOf(Accepted.class);
        assertThat(connectionOf(2)).isNotEqualTo(connectionOf(1));
        assertThat(connectionOf(3)).isEqualTo(connectionOf(1));
    }

    @Test
    void further_bad_ones_take_no_streams_from_the_proven() {
        sendBad(TOO_MANY);
        ApnsRig.until(() -> rig.room(Standing.UNPROVEN) == 1);
        // Each success gives back what a bad one took.
        ApnsRig.until(() -> {
            assertThat(rig.deliver(rig.message(2))).isInstanceOf(Accepted.class);
            return rig.room(Standing.PROVEN) == ApnsSettings.FIRST_IN_FLIGHT;
        });
        for (int i = 0; i < 30; i++) {
            ApnsRig.until(() -> rig.room(Standing.UNPROVEN) > 0);
            assertThat(rig.deliver(rig.message(i, BAD, Standing.UNPROVEN))).isInstanceOf(Foreign.class);
            assertThat(rig.room(Standing.PROVEN)).isGreaterThanOrEqualTo(ApnsSettings.FIRST_IN_FLIGHT);
        }
    }

    @Test
    void good_ones_earn_up_to_a_quarter_of_the_permits_and_then_their_release() {
        sendBad(TOO_MANY);
        ApnsRig.until(() -> rig.room(Standing.UNPROVEN) == 1);
        int most = 0;
        for (int left = Probation.LAST - Probation.MOST_BAD; left > 0; ) {
            ApnsRig.until(() -> rig.room(Standing.UNPROVEN) > 0);
            int room = Math.min(left, rig.room(Standing.UNPROVEN));
            assertThat(rig.outcomes(rig.begin(room, i -> rig.message(1_000 + i, NEW, Standing.UNPROVEN))))
                    .allMatch(Accepted.class::isInstance);
            most = Math.max(most, room);
            left -= room;
        }
        assertThat(most).isEqualTo(ApnsSettings.FIRST_IN_FLIGHT / 4);
        assertThat(unproven(2)).isInstanceOf(Accepted.class);
        assertThat(connectionOf(2)).isEqualTo(connectionOf(1));
    }

    @Test
    void dead_device_tokens_do_not_count() {
        rig.simulator.behaviour().refuse(BAD, DeviceRefusal.always(ApnsReason.UNREGISTERED));
        for (int i = 0; i < 3 * TOO_MANY; i++) {
            assertThat(rig.deliver(rig.message(i, BAD, Standing.UNPROVEN))).isInstanceOf(Unregistered.class);
        }
        assertThat(rig.heard("opened")).isEqualTo(1);
        assertThat(rig.room(Standing.UNPROVEN)).isEqualTo(rig.room(Standing.PROVEN));
    }

    @Test
    void nothing_but_bad_ones_costs_the_proven_no_connection() {
        sendBad(TOO_MANY);
        for (int i = 0; i < 120; i++) {
            ApnsRig.until(() -> rig.room(Standing.UNPROVEN) > 0);
            assertThat(rig.deliver(rig.message(i, BAD, Standing.UNPROVEN))).isInstanceOf(Foreign.class);
        }
        // APNs ended the other's connection after fifty, twice.
        ApnsRig.until(() -> rig.heard("ended") == 2);
        assertThat(rig.deliver(rig.message(900))).isInstanceOf(Accepted.class);
        assertThat(connectionOf(900)).isEqualTo(connectionOf(1));
    }

    private void sendBad(int count) {
        for (int i = 0; i < count; i++) {
            ApnsRig.until(() -> rig.room(Standing.UNPROVEN) > 0);
            assertThat(rig.deliver(rig.message(1_000 + i, BAD, Standing.UNPROVEN)))
                    .isInstanceOf(Foreign.class);
        }
    }

    private DeliveryOutcome unproven(int number) {
        return rig.deliver(rig.message(number, NEW, Standing.UNPROVEN));
    }

    private long connectionOf(int number) {
        return rig.simulator.pushes(PushQuery.ofSend("s-" + number)).stream()
                .mapToLong(Push::connection)
                .findFirst()
                .orElseThrow();
    }
}
